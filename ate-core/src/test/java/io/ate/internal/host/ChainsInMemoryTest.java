package io.ate.internal.host;

import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Condition;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.Committed;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A chain is in memory while somebody has it open, and goes on where it was when it is loaded anew. */
class ChainsInMemoryTest {
    private static final HeldKeys ALICE = Keys.of("alice");

    private final SignedGenesis genesis = Founding.ownedBy(ALICE).openToEveryone().genesis();

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    @Test
    void aChainThatNobodyHasOpenIsLoadedAnewAndGoesOn() {
        TestServer server = new TestServer(8);
        TestClient first = server.creator(genesis);
        Author author = new Author(genesis, ALICE, 1);
        first.commit(1, author.commit(Change.store(new PrimaryKey(1, 1), "x")));
        first.cut();
        server.settle();
        assertThat(server.directory().facts()).as("nobody has it open").isEmpty();
        TestClient second = server.opener(1, genesis);
        int request = second.commit(1,
                author.commit(Change.put(new PrimaryKey(1, 1)).value("y").onlyIf(new Condition.AtOwn(1))));
        server.settle();
        assertThat(second.refusal(request)).isEmpty();
        assertThat(second.stream(1).position()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aChainIsInMemoryOnceHoweverOftenItIsOpenedAndClosed(long seed) {
        TestServer server = new TestServer(seed);
        Random random = new Random(seed);
        List<TestClient> clients = List.of(server.connect(), server.connect(), server.connect());
        clients.getFirst().open(1, genesis, true);
        server.settle();
        clients.getFirst().close(1);
        int committed = 0;
        int[] channels = new int[clients.size()]; // a number is not used again: what was sent before may still come
        for (int round = 0; round < 60; round++) {
            int who = random.nextInt(clients.size());
            TestClient client = clients.get(who);
            int channel = channels[who];
            if (!client.has(channel)) {
                channels[who] = round + 2;
                client.open(round + 2, genesis, false);
            } else if (random.nextInt(3) == 0) {
                client.close(channel);
            } else {
                client.commit(channel, new Author(genesis, ALICE, round).commit(
                        Change.store(new PrimaryKey(1, round), "x")));
            }
            server.run(random.nextInt(10));
        }
        server.settle();
        for (int who = 0; who < clients.size(); who++) {
            TestClient client = clients.get(who);
            int channel = channels[who];
            committed += client.received(Committed.class).size();
            assertThat(!client.has(channel) || client.stream(channel).position() == server.history(genesis).size())
                    .as("seed %s: who has it open has all of it", seed)
                    .isTrue();
        }
        assertThat(server.history(genesis)).as("seed %s", seed).hasSize(committed);
        assertThat(server.directory().facts()).hasSizeLessThanOrEqualTo(1);
    }
}
