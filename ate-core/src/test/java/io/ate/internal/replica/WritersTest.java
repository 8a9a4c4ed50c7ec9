package io.ate.internal.replica;

import io.ate.CommitId;
import io.ate.CommitRejectedException;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Condition;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.Prove;
import io.ate.internal.protocol.Proved;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.draft;
import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.read;
import static io.ate.internal.replica.Writes.soon;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class WritersTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys BOB = Keys.of("bob");

    private final SignedGenesis genesis = Founding.ownedBy(ALICE, BOB).centralized().openToEveryone().genesis();
    private final World world = new World();

    @Test
    void twoClientsThatWriteOneObjectAtOnceEndWithTheSameWinner() throws InterruptedException {
        RemoteReplica first = world.client().open(World.wish(genesis, ALICE));
        RemoteReplica second = world.client().open(World.pinned(genesis, BOB));
        submit(first, ALICE, Change.store(object(1), "begin"));
        world.settle();
        for (int round = 0; round < 20; round++) {
            Submission one = submit(first, ALICE, Change.put(object(1)).value("alice " + round));
            Submission two = submit(second, BOB, Change.put(object(1)).value("bob " + round));
            assertThat(read(first, object(1))).isEqualTo("alice " + round);
            assertThat(read(second, object(1))).isEqualTo("bob " + round);
            world.settle();
            String winner = one.answer().join() > two.answer().join() ? "alice " + round : "bob " + round;
            assertThat(read(first, object(1))).isEqualTo(winner);
            assertThat(read(second, object(1))).isEqualTo(winner);
        }
        assertThat(read(world.client().open(World.pinned(genesis, ALICE)), object(1)))
                .isEqualTo(read(first, object(1)));
    }

    @Test
    void ofTwoConditionalWritesOneIsRefused() throws InterruptedException {
        RemoteReplica first = world.client().open(World.wish(genesis, ALICE));
        RemoteReplica second = world.client().open(World.pinned(genesis, BOB));
        submit(first, ALICE, Change.store(object(1), "begin"));
        world.settle();
        Submission one = submit(first, ALICE, Change.put(object(1)).value("alice").onlyIf(new Condition.AtVersion(1)));
        Submission two = submit(second, BOB, Change.put(object(1)).value("bob").onlyIf(new Condition.AtVersion(1)));
        world.settle();
        assertThat(one.answer()).isCompletedWithValue(2L);
        assertThatThrownBy(two.answer()::join).cause()
                .isInstanceOfSatisfying(CommitRejectedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CONFLICT));
        assertThat(read(second, object(1))).isEqualTo("alice");
    }

    @Test
    void aWriterThatWasClonedIsGivenUpForANewOne() throws InterruptedException {
        World.Client client = world.client();
        RemoteReplica replica = client.open(World.wish(genesis, ALICE));
        client.meddling = messages -> {
            List<ToClient> told = new ArrayList<>();
            for (ToClient each : messages) {
                told.add(each instanceof Rejected rejected
                        ? new Rejected(rejected.channel(), rejected.request(), Reason.WRITER_CLONED, null, "cloned")
                        : each);
            }
            return told;
        };
        RemoteReplica rival = world.client().open(World.pinned(genesis, BOB));
        rival.submit(draft(rival, BOB, true, Change.store(object(1), "rival")), soon());
        Submission cloned = submit(replica, ALICE, Change.store(object(1), "one").onlyIf(new Condition.Absent()));
        world.settle();
        client.meddling = messages -> messages;
        assertThatThrownBy(cloned.answer()::join).cause()
                .isInstanceOfSatisfying(CommitRejectedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.WRITER_CLONED));
        Submission fresh = submit(replica, ALICE, Change.store(object(1), "one"));
        CommitId before = cloned.commit();
        assertThat(fresh.commit().writerHigh()).isNotEqualTo(before.writerHigh());
        assertThat(fresh.commit().number()).isEqualTo(1);
        world.settle();
        assertThat(fresh.answer()).isCompletedWithValue(2L);
    }

    @Test
    void unsignedCommitsWaitForTheProofOfTheirKeysAndKeepTheirOrder() throws InterruptedException {
        World.Client client = world.client();
        RemoteReplica replica = client.open(World.wish(genesis, ALICE));
        List<ToServer> sent = new ArrayList<>();
        client.losing = messages -> {
            sent.addAll(messages);
            return messages;
        };
        Submission one = submit(replica, ALICE, Change.store(object(1), "one"));
        Submission two = submit(replica, BOB, Change.store(object(2), "two"));
        Submission three = replica.submit(draft(replica, ALICE, true, Change.store(object(3), "three")), soon());
        world.settle();
        assertThat(one.answer()).isCompletedWithValue(1L);
        assertThat(two.answer()).isCompletedWithValue(2L);
        assertThat(three.answer()).isCompletedWithValue(3L);
        assertThat(sent).filteredOn(Prove.class::isInstance).hasSize(2);
    }

    @Test
    void aProofMadeForOneConnectionIsWorthlessOnAnother() {
        World.Client honest = world.client();
        List<Prove> overheard = new ArrayList<>();
        honest.losing = messages -> {
            messages.forEach(each -> {
                if (each instanceof Prove prove) {
                    overheard.add(prove);
                }
            });
            return messages;
        };
        SignedGenesis closed = Founding.ownedBy(ALICE).named("example.com/closed").genesis();
        honest.open(World.wish(closed, ALICE));
        assertThat(overheard).isNotEmpty();
        World.Client thief = world.client();
        List<ToClient> told = new ArrayList<>();
        thief.losing = messages -> messages.stream()
                .map(each -> each instanceof Prove prove
                        ? (ToServer) new Prove(prove.channel(), prove.request(), overheard.getFirst().keys(),
                                overheard.getFirst().signature())
                        : each)
                .toList();
        thief.meddling = messages -> {
            told.addAll(messages);
            return messages;
        };
        var _ = thief.connection.open(World.pinned(closed, BOB), world.log(), Pins.NONE);
        world.pass(1_000);
        assertThat(told).filteredOn(Rejected.class::isInstance)
                .extracting(each -> ((Rejected) each).reason())
                .containsExactly(Reason.SIGNATURE_INVALID);
        assertThat(told).noneMatch(Proved.class::isInstance);
    }

    @Test
    void anOldClockReachesEveryClientAndDecidesNothing() throws InterruptedException {
        RemoteReplica first = world.client().open(World.wish(genesis, ALICE));
        RemoteReplica second = world.client().open(World.pinned(genesis, BOB));
        submit(first, ALICE, Change.store(object(1), "one"));
        world.pass(100_000);
        // All changes of tests carry the same old time, whatever the clocks of server and clients say.
        submit(second, BOB, Change.put(object(1)).value("two"));
        world.settle();
        assertThat(read(first, object(1))).isEqualTo("two");
    }
}
