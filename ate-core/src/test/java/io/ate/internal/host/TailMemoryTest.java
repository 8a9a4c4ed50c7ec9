package io.ate.internal.host;

import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How many recent commits are kept in memory, for whom. */
class TailMemoryTest {
    private static final HeldKeys ALICE = Keys.of("alice");

    private final SignedGenesis genesis = Founding.ownedBy(ALICE).openToEveryone().genesis();

    /** Opens a chain, and has a reader of it take nothing of so many commits of 10,000 bytes. */
    private TestClient lagging(TestServer server, SignedGenesis of, int commits) {
        TestClient writer = server.creator(of);
        TestClient reader = server.opener(3, of);
        reader.stall();
        Author author = new Author(of, ALICE, 1);
        for (int i = 0; i < commits; i++) {
            writer.commit(1, author.commit(Change.store(new PrimaryKey(1, i), "x".repeat(10_000))));
            writer.credit(1, 20_000);
            server.settle();
        }
        writer.cut();
        server.settle();
        return reader;
    }

    private static long keptInMemory(TestServer server, SignedGenesis of) {
        return server.directory()
                .facts()
                .stream()
                .filter(each -> each.id().equals(of.chainId()))
                .mapToLong(HostedFacts::tailBytes)
                .sum();
    }

    @Test
    void whatSomebodyStillWantsIsKeptInMemoryAndOfTheRestALittle() {
        TestServer server = new TestServer(14);
        TestClient reader = lagging(server, genesis, 40);
        assertThat(keptInMemory(server, genesis)).isGreaterThan(400_000);
        reader.goOn();
        reader.credit(3, 1_000_000);
        server.settle();
        reader.commit(3, new Author(genesis, ALICE, 2).commit(Change.store(new PrimaryKey(2, 1), "one more")));
        server.settle();
        assertThat(reader.stream(3).position()).isEqualTo(41);
        assertThat(keptInMemory(server, genesis)).isBetween(20_000L, 100_000L);
    }

    @Test
    void roomInMemoryGoesToWhoWantsItNow() {
        SignedGenesis second = Founding.ownedBy(ALICE).named("example.com/second").openToEveryone().genesis();
        SignedGenesis third = Founding.ownedBy(ALICE).named("example.com/third").openToEveryone().genesis();
        TestServer server = new TestServer(15, TestLimits.ofTailsInAll(400_000));
        TestClient first = lagging(server, genesis, 60);
        assertThat(keptInMemory(server, genesis)).isGreaterThan(350_000);

        server.later(1_000);
        server.settle();
        lagging(server, second, 60);
        assertThat(keptInMemory(server, second)).as("who kept much gave some of it").isGreaterThan(80_000);

        first.cut();
        server.settle();
        server.later(1_000);
        server.settle();
        lagging(server, third, 60);
        assertThat(keptInMemory(server, genesis)).isZero();
        assertThat(keptInMemory(server, second) + keptInMemory(server, third)).as("all is given back")
                .isBetween(300_000L, 400_000L);
    }
}
