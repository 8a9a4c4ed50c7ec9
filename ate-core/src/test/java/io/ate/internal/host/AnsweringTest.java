package io.ate.internal.host;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.Condition;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.Live;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is committed is stored once or not at all, and its sender is told. */
class AnsweringTest {
    private static final HeldKeys ALICE = Keys.of("alice");

    private final SignedGenesis genesis = Founding.ownedBy(ALICE).openToEveryone().genesis();

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void commitsSentAgainOnANewConnectionAreStoredOnceAndInOrder(long seed) {
        TestServer server = new TestServer(seed);
        Random random = new Random(seed);
        TestClient first = server.creator(genesis);
        Author author = new Author(genesis, ALICE, 1);
        List<Commit> commits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Change change = i == 0 ? Change.store(new PrimaryKey(1, 1), "x")
                    : Change.put(new PrimaryKey(1, 1)).value("x").onlyIf(new Condition.AtOwn(i));
            commits.add(author.commit(change));
        }
        for (Commit commit : commits) {
            first.commit(1, commit);
            server.run(random.nextInt(4));
        }
        server.run(random.nextInt(60));
        first.cut();
        server.run(random.nextInt(30));
        TestClient again = server.connect();
        again.open(2, genesis, false);
        while (again.received().isEmpty()) {
            assertThat(server.step()).as("seed %s: an open is answered", seed).isTrue();
        }
        List<Integer> requests = commits.stream().map(commit -> again.commit(2, commit)).toList();
        server.settle();
        for (int i = 0; i < requests.size(); i++) {
            int at = i;
            assertThat(again.committed(requests.get(i))).as("seed %s, commit %s", seed, i)
                    .hasValueSatisfying(answer -> assertThat(answer.first()).isEqualTo(at + 1L));
        }
        assertThat(server.history(genesis)).as("seed %s", seed).hasSize(8);
        assertThat(again.stream(2).hashes()).isEqualTo(server.history(genesis));
        assertThat(again.received(Live.class)).hasSize(1);
    }

    @Test
    void aRefusalLeavesNoTraceAndReachesItsSender() {
        TestServer server = new TestServer(9);
        TestClient writer = server.creator(genesis);
        int request = writer.commit(1, new Author(genesis, ALICE, 1).commit(Change.delete(new PrimaryKey(1, 1))));
        server.settle();
        assertThat(writer.refusal(request)).contains(Reason.NO_SUCH_OBJECT);
        assertThat(server.history(genesis)).isEmpty();
        assertThat(writer.stream(1).own()).isEmpty();
    }
}
