package io.ate.internal.host;

import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.WriteFaults;
import io.ate.internal.protocol.Committed;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Chains share the threads that judge commits: none of them keeps one for as long as it has something to do. */
class TurnsTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final int COMMITS = 16;
    private static final int EVENTS = 10;
    private static final int VALUE = 30_000;

    private final SignedGenesis genesis = Founding.ownedBy(ALICE).centralized().openToEveryone().genesis();
    private final MemoryRedoLog store = MemoryRedoLog.manual(WriteFaults.NONE);
    private final List<LogBatch> appended = new ArrayList<>();
    private final TroubledLog log = new TroubledLog(store);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    private static long commits(LogBatch batch) {
        return batch.entries().stream().filter(LogEntry.Append.class::isInstance).count();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aChainThatHasMuchToJudgeDoesSoInTurns(long seed) {
        TestServer server = new TestServer(seed, Limits.DEFAULT, store, _ -> log);
        TestClient alice = server.creator(genesis);
        alice.prove(1, ALICE, genesis.chainId());
        server.settle();
        log.whenAppended = appended::add;
        Author author = new Author(genesis, ALICE, 1);
        List<Commit> commits = IntStream.range(0, COMMITS).mapToObj(i -> commit(author, i)).toList();
        alice.commit(1, commits);
        server.settle();
        assertThat(alice.received(Committed.class)).as("seed %s", seed).hasSize(COMMITS);
        assertThat(appended).as("seed %s: what was judged at a time", seed)
                .allSatisfy(batch -> assertThat(commits(batch)).isLessThanOrEqualTo(4));
    }

    /** A commit of about 300 KiB. */
    private static Commit commit(Author author, int number) {
        return author.commit(IntStream.range(0, EVENTS)
                .mapToObj(i -> Change.store(new PrimaryKey(number + 1, i), "x".repeat(VALUE)))
                .toArray(Change[]::new));
    }
}
