package io.ate.internal.replica;

import io.ate.CommitRejectedException;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.ReplicaInUseException;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Condition;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.ate.internal.replica.Writes.children;
import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.read;
import static io.ate.internal.replica.Writes.soon;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class LocalReplicaTest {
    private static final HeldKeys ALICE = Keys.of("alice");

    private final SignedGenesis genesis = Founding.ownedBy(ALICE).centralized().genesis();
    private final ReplicaEnvironment environment = ReplicaThreads.environment(Entropy.system(),
            System::currentTimeMillis);

    @Test
    void whatIsWrittenIsReadAtOnceAndAnswered() throws Exception {
        try (LocalReplica replica = LocalReplicas.temporary(environment, genesis)) {
            Submission one = submit(replica, ALICE, Change.store(object(1), "one"));
            assertThat(read(replica, object(1))).isEqualTo("one");
            assertThat(one.answer().get(20, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(replica.sequence()).isEqualTo(1);
            assertThat(read(replica, object(1))).isEqualTo("one");
        }
    }

    @Test
    void commitsOfManyThreadsAllFindTheirPlaceOnce() throws Exception {
        try (LocalReplica replica = LocalReplicas.temporary(environment, genesis)) {
            List<Long> heard = new ArrayList<>();
            var _ = replica.listen(each -> heard.add(each.last()));
            List<Thread> writers = new ArrayList<>();
            CountDownLatch failed = new CountDownLatch(1);
            for (int i = 0; i < 8; i++) {
                int from = i * 1_000;
                writers.add(Thread.ofVirtual().uncaughtExceptionHandler((_, _) -> failed.countDown()).start(() -> {
                    try {
                        Submission last = submit(replica, ALICE, Change.store(object(from), "value"));
                        for (int n = 1; n < 500; n++) {
                            last = submit(replica, ALICE, Change.store(object(from + n), "value"));
                            replica.standpoint().close();
                        }
                        last.answer().join();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }));
            }
            for (Thread each : writers) {
                each.join();
            }
            assertThat(failed.getCount()).isEqualTo(1);
            assertThat(replica.await(4_000, soon())).isTrue();
            try (Standpoint now = replica.standpoint()) {
                assertThat(children(now, PrimaryKey.ZERO, "")).hasSize(4_000);
            }
            assertThat(heard).isSorted().hasSize(4_000).doesNotHaveDuplicates();
        }
    }

    @Test
    void aCommitWhoseConditionDoesNotHoldIsRefusedAtOnceAndLeavesNoTrace() throws Exception {
        try (LocalReplica replica = LocalReplicas.temporary(environment, genesis)) {
            assertThatThrownBy(() -> submit(replica, ALICE,
                    Change.store(object(1), "one").onlyIf(new Condition.AtVersion(3)))).isInstanceOfSatisfying(
                            CommitRejectedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONFLICT));
            assertThat(read(replica, object(1))).isEqualTo("-");
        }
    }

    @Test
    void aFolderKeepsItsChain(@TempDir Path folder) throws Exception {
        try (LocalReplica replica = LocalReplicas.open(environment, folder, () -> genesis)) {
            submit(replica, ALICE, Change.store(object(1), "one"), Change.put(object(2)).under(object(1)).value("two"))
                    .answer()
                    .get(20, TimeUnit.SECONDS);
        }
        try (LocalReplica replica = LocalReplicas.open(environment, folder, () -> {
            throw new AssertionError("the chain is there");
        })) {
            assertThat(replica.genesis().chainId()).isEqualTo(genesis.chainId());
            assertThat(read(replica, object(1))).isEqualTo("one");
            try (Standpoint now = replica.standpoint()) {
                assertThat(children(now, object(1), "notes")).containsExactly("two");
            }
            assertThat(submit(replica, ALICE, Change.put(object(1)).value("three")).answer().get(20, TimeUnit.SECONDS))
                    .isEqualTo(3);
            List<String> history = new ArrayList<>();
            for (Replica.Applied each : replica.history(0)) {
                history.add(Writes.text(each.events().getLast()));
            }
            assertThat(history).containsExactly("two", "three");
        }
    }

    @Test
    void aFolderBelongsToOneProcess(@TempDir Path folder) {
        try (LocalReplica _ = LocalReplicas.open(environment, folder, () -> genesis)) {
            assertThatThrownBy(() -> LocalReplicas.open(environment, folder, () -> genesis))
                    .isInstanceOf(ReplicaInUseException.class);
        }
    }

    @Test
    void afterClosingNothingIsTaken() {
        LocalReplica replica = LocalReplicas.temporary(environment, genesis);
        replica.close();
        replica.close();
        assertThatThrownBy(replica::standpoint).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> submit(replica, ALICE, Change.store(object(1), "one")))
                .isInstanceOf(IllegalStateException.class);
    }
}
