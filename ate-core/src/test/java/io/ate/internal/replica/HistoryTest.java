package io.ate.internal.replica;

import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.replica.Replica.Applied;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.object;
import static org.assertj.core.api.Assertions.assertThat;

/** Confirmed commits one after the other, as far as the view shows them. */
class HistoryTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final long LITTLE = 1;

    private final World world = new World();
    private final SignedGenesis genesis = Founding.ownedBy(ALICE).centralized().genesis();

    @Test
    void whatTheLogHasAndTheViewDoesNotShowYetIsNotTold() throws InterruptedException {
        MemoryRedoLog log = world.log();
        RemoteReplica replica = world.client().open(World.wish(genesis, ALICE), log);
        for (int i = 1; i <= 3; i++) {
            Submission submission = Writes.submit(replica, ALICE, Change.store(object(i), "x"),
                    Change.store(object(10 + i), "y"));
            world.settle();
            assertThat(submission.answer()).isCompleted();
        }
        StoredChain stored = log.find(genesis.record().name()).orElseThrow();
        AtomicLong shown = new AtomicLong(2);
        Iterator<Applied> history = new History(log, stored, new RecentCommits(LITTLE, 6), shown::get, 0).iterator();
        assertThat(history.next().record().last()).isEqualTo(2);
        assertThat(history.hasNext()).as("behind what the view shows").isFalse();
        shown.set(4);
        assertThat(history.next().record().last()).isEqualTo(4);
        assertThat(history.hasNext()).isFalse();
        shown.set(6);
        assertThat(history.next().record().last()).isEqualTo(6);
        assertThat(history.hasNext()).isFalse();
    }
}
