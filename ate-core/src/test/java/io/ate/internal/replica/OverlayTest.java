package io.ate.internal.replica;

import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.Condition;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.WriterId;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.view.SnapshotExpiredException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.children;
import static io.ate.internal.replica.Writes.draft;
import static io.ate.internal.replica.Writes.live;
import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.read;
import static io.ate.internal.replica.Writes.soon;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class OverlayTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys BOB = Keys.of("bob");

    private final SignedGenesis genesis = Founding.ownedBy(ALICE, BOB).centralized().genesis();
    private final World world = new World();
    private final World.Client client = world.client();
    private final RemoteReplica replica = client.open(World.wish(genesis, ALICE, BOB));
    private final RemoteReplica rival = world.client().open(World.pinned(genesis, BOB));

    @Test
    void anOwnCommitIsReadAtOnceAndStaysWhenItIsConfirmed() throws InterruptedException {
        submit(replica, ALICE, Change.store(object(1), "one"));
        try (Standpoint before = replica.standpoint()) {
            assertThat(live(before, object(1)).version()).isNegative();
            world.settle();
            assertThat(read(before, object(1))).isEqualTo("one");
            assertThat(live(before, object(1)).version()).isNegative();
            assertThat(before.sequence()).isZero();
        }
        try (Standpoint after = replica.standpoint()) {
            assertThat(live(after, object(1)).version()).isEqualTo(1);
            assertThat(children(after, PrimaryKey.ZERO, "")).containsExactly("one");
        }
        assertThat(replica.overlay.all()).isEmpty();
    }

    @Test
    void aStandpointDoesNotSeeWhatIsHandedOverLater() throws InterruptedException {
        try (Standpoint before = replica.standpoint()) {
            submit(replica, ALICE, Change.store(object(1), "one"));
            assertThat(read(before, object(1))).isEqualTo("-");
            world.settle();
            assertThat(read(before, object(1))).isEqualTo("-");
            assertThat(children(before, PrimaryKey.ZERO, "")).isEmpty();
        }
    }

    @Test
    void editsOfOneObjectThereAndBackBeforeAnAnswerAreAllKept() throws InterruptedException {
        submit(replica, ALICE, Change.store(object(1), "A"));
        submit(replica, ALICE, Change.put(object(1)).value("B").onlyIf(new Condition.AtOwn(1)));
        Submission last = submit(replica, ALICE, Change.put(object(1)).value("A").onlyIf(new Condition.AtOwn(2)));
        assertThat(read(replica, object(1))).isEqualTo("A");
        world.settle();
        assertThat(last.answer()).isCompletedWithValue(3L);
        assertThat(read(replica, object(1))).isEqualTo("A");
        assertThat(replica.sequence()).isEqualTo(3);
    }

    @Test
    void aStandpointThatKeepsAnOldCommitAwaitedExpiresBeforeTheServerRefusesTheNewOnes() throws InterruptedException {
        submit(replica, ALICE, Change.store(object(1), "one"));
        Standpoint old = replica.standpoint();
        world.settle();
        Submission last = submit(replica, ALICE, Change.store(object(2), "two"));
        for (int i = 0; i < Bounds.NUMBERS; i++) {
            last = submit(replica, ALICE, Change.put(object(2)).value("more"));
            if (i % 1024 == 0) {
                world.settle();
            }
        }
        world.settle();
        assertThat(last.answer()).isCompletedWithValue(Bounds.NUMBERS + 2L);
        assertThatThrownBy(() -> read(old, object(1))).isInstanceOf(SnapshotExpiredException.class);
    }

    @Test
    void whatAsksForNothingFollowsWhatHasNoAnswerYet() throws InterruptedException {
        submit(replica, ALICE, Change.store(object(1), "one"), Change.store(object(2), "two"));
        world.settle();
        submit(replica, ALICE, Change.put(object(1)).value("newer"));
        submit(replica, ALICE, Change.put(object(2)).value("newer").onlyIf(new Condition.AtVersion(2)));
        try (Standpoint at = replica.standpoint()) {
            assertThat(at.following(object(1), writer(ALICE))).isEqualTo(new Condition.AfterOwn(2));
            assertThat(at.following(object(2), writer(ALICE))).isEqualTo(new Condition.AfterOwn(3));
            world.settle();
            assertThat(at.following(object(2), writer(ALICE))).isEqualTo(new Condition.None());
        }
    }

    @Test
    void aRejectedCommitReportsItsReasonAndLeavesNoTraceInTheView() throws InterruptedException {
        submit(replica, ALICE, Change.store(object(1), "one"));
        world.settle();
        somebodyElseStores(object(3));
        Submission refused = submit(replica, ALICE, Change.put(object(1)).value("two"),
                Change.store(object(2), "three"), Change.store(object(3), "four").onlyIf(new Condition.Absent()));
        try (Standpoint before = replica.standpoint()) {
            assertThat(read(before, object(1))).isEqualTo("two");
            world.settle();
            assertThat(read(before, object(2))).as("who saw it goes on seeing it").isEqualTo("three");
        }
        assertThat(refused.answer()).isCompletedExceptionally();
        assertThatThrownBy(refused.answer()::join).cause()
                .isInstanceOfSatisfying(ConflictException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.CONFLICT);
                    assertThat(e.objects()).as("the server names the object").containsExactly(object(3));
                });
        assertThat(read(replica, object(1))).isEqualTo("one");
        assertThat(read(replica, object(2))).isEqualTo("-");
        assertThat(replica.overlay.all()).isEmpty();
    }

    /** Whoever comes after it, and does not know of it yet, loses. */
    private void somebodyElseStores(PrimaryKey key) throws InterruptedException {
        rival.submit(draft(rival, BOB, true, Change.store(key, "rival")), soon());
    }

    @Test
    void whatBuildsOnARefusedCommitIsRefusedToo() throws InterruptedException {
        somebodyElseStores(object(1));
        Submission first = submit(replica, ALICE, Change.store(object(1), "one").onlyIf(new Condition.Absent()));
        Submission second = submit(replica, ALICE, Change.put(object(1))
                .atTop()
                .value("two")
                .onlyIf(new Condition.AtOwn(first.commit().number())));
        world.settle();
        assertThatThrownBy(second.answer()::join).cause()
                .isInstanceOfSatisfying(ConflictException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.PREDECESSOR_REFUSED);
                    assertThat(e.objects()).containsExactly(object(1));
                });
        Submission third = submit(replica, ALICE, Change.store(object(1), "three"));
        world.settle();
        assertThat(third.commit().number()).as("no number is used again").isEqualTo(3);
        assertThat(third.answer()).isCompletedWithValue(2L);
    }

    @Test
    void whatBuildsOnARefusedCommitIsRefusedWithItBeforeItsOwnAnswerComes() throws InterruptedException {
        somebodyElseStores(object(1));
        Submission first = submit(replica, ALICE, Change.store(object(1), "one").onlyIf(new Condition.Absent()));
        Submission second = submit(replica, ALICE,
                Change.put(object(1)).value("two").onlyIf(new Condition.AtOwn(first.commit().number())),
                Change.store(object(2), "beside it"));
        Submission third = submit(replica, ALICE, Change.store(object(3), "three"),
                Change.put(object(2)).value("changed").onlyIf(new Condition.AtOwn(second.commit().number())));
        Submission fourth = submit(replica, ALICE, Change.store(object(4), "builds on nothing"));
        client.meddling = OverlayTest::onlyTheFirstRefusal;
        world.settle();

        assertThat(first.answer()).isCompletedExceptionally();
        assertThat(second.answer()).isCompletedExceptionally();
        assertThat(third.answer()).isCompletedExceptionally();
        try (Standpoint now = replica.standpoint()) {
            assertThat(read(now, object(1))).isEqualTo("rival");
            assertThat(children(now, PrimaryKey.ZERO, "")).containsExactly("rival", "builds on nothing");
        }
        assertThat(fourth.answer()).isCompleted();
    }

    private static List<ToClient> onlyTheFirstRefusal(List<ToClient> messages) {
        return messages.stream()
                .filter(each -> !(each instanceof Rejected rejected) || rejected.reason() == Reason.CONFLICT)
                .toList();
    }

    @Test
    void whatBuildsOnACommitThatIsKnownToBeRefusedIsRefusedAtOnce() throws InterruptedException {
        somebodyElseStores(object(1));
        Submission first = submit(replica, ALICE, Change.store(object(1), "one").onlyIf(new Condition.Absent()));
        Condition built = new Condition.AtOwn(first.commit().number());
        try (Standpoint looking = replica.standpoint()) {
            assertThat(read(looking, object(1))).isEqualTo("one");
            world.settle();
            assertThatThrownBy(() -> submit(replica, ALICE, Change.put(object(1)).value("two").onlyIf(built)))
                    .isInstanceOfSatisfying(ConflictException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.PREDECESSOR_REFUSED));
        }
        assertThat(replica.overlay.all()).isEmpty();
        assertThatThrownBy(() -> submit(replica, ALICE, Change.put(object(1)).value("two").onlyIf(built)))
                .as("also when nothing is left of it")
                .isInstanceOfSatisfying(ConflictException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.PREDECESSOR_REFUSED));
    }

    @Test
    void aConditionThatDoesNotHoldIsRefusedAtOnceAndBeforeAnythingElseThatIsWrong() throws InterruptedException {
        submit(replica, ALICE, Change.store(object(1), "one"), Change.store(object(2), "two"));
        Submission first = submit(replica, ALICE, Change.put(object(1)).value("unanswered"));
        refusedAtOnce(object(1), Change.put(object(1)).value("x").onlyIf(new Condition.AtVersion(1)));
        Condition own = new Condition.AtOwn(first.commit().number());
        try (Standpoint looking = replica.standpoint()) {
            assertThat(read(looking, object(1))).isEqualTo("unanswered");
            world.settle();
            refusedAtOnce(object(2), Change.put(object(2)).value("x").onlyIf(own));
        }
        refusedAtOnce(object(9), Change.delete(object(9)).onlyIf(new Condition.AtVersion(1)));
        refusedAtOnce(object(9), Change.put(object(9)).value("x").onlyIf(own));
        refusedAtOnce(object(1), Change.put(object(8)).value("x"),
                Change.store(object(1), "x").onlyIf(new Condition.Absent()));
        submit(replica, ALICE, Change.put(object(1)).value("x").onlyIf(own));
        submit(replica, ALICE, Change.put(object(2)).value("x").onlyIf(new Condition.AtVersion(2)));
        world.settle();
        assertThat(read(replica, object(1)) + read(replica, object(2))).isEqualTo("xx");
    }

    private void refusedAtOnce(PrimaryKey object, Change... changes) {
        assertThatThrownBy(() -> submit(replica, ALICE, changes)).isInstanceOfSatisfying(ConflictException.class, e -> {
            assertThat(e.reason()).isEqualTo(Reason.CONFLICT);
            assertThat(e.objects()).containsExactly(object);
        });
    }

    @Test
    void whatIsClearlyRefusedIsRefusedAtOnceWithoutATrace() {
        assertThatThrownBy(() -> submit(replica, ALICE, Change.put(object(9)).value("nothing there")))
                .isInstanceOfSatisfying(CommitRejectedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NO_SUCH_OBJECT));
        assertThatThrownBy(() -> replica.submit(draft(replica, Keys.of("mallory"), Change.store(object(9), "mine")),
                soon())).isInstanceOfSatisfying(CommitRejectedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NO_WRITE_AUTHORITY));
        assertThat(replica.overlay.all()).isEmpty();
    }

    @Test
    void anObjectThatWasBornConfirmedAndChangedUnconfirmedKeepsItsChildren() throws InterruptedException {
        submit(replica, ALICE, Change.store(object(1), "parent"),
                Change.put(object(2)).under(object(1)).value("child"));
        world.steps.run(); // it is at the server, which has not made it durable
        client.losing = messages -> List.of();
        submit(replica, ALICE, Change.put(object(1)).value("changed"));
        submit(replica, ALICE, Change.put(object(3)).under(object(1)).value("younger"));
        world.settle();
        try (Standpoint now = replica.standpoint()) {
            assertThat(now.sequence()).as("the first commit is confirmed").isEqualTo(2);
            assertThat(read(now, object(1))).isEqualTo("changed");
            assertThat(live(now, object(1)).version()).isNegative();
            assertThat(live(now, object(1)).born()).isEqualTo(1);
            assertThat(children(now, object(1), "notes")).containsExactly("child", "younger");
        }
    }

    @Test
    void childrenThatAreMovedOrDeletedLeaveAtOnce() throws InterruptedException {
        submit(replica, ALICE, Change.store(object(1), "a"), Change.store(object(2), "b"), Change.store(object(3), "c"),
                Change.put(object(4)).under(object(1)).value("d"));
        world.settle();
        replica.submit(draft(replica, ALICE, true, Change.put(object(2)).under(object(1))), soon());
        submit(replica, ALICE, Change.delete(object(3)));
        try (Standpoint now = replica.standpoint()) {
            assertThat(children(now, PrimaryKey.ZERO, "")).containsExactly("a");
            assertThat(children(now, object(1), "notes")).containsExactly("d", "b");
        }
        submit(replica, ALICE, Change.delete(object(1)));
        try (Standpoint now = replica.standpoint()) {
            assertThat(children(now, PrimaryKey.ZERO, "")).isEmpty();
            assertThat(read(now, object(4))).isEqualTo("-");
        }
        world.settle();
        try (Standpoint now = replica.standpoint()) {
            assertThat(children(now, PrimaryKey.ZERO, "")).isEmpty();
        }
    }

    @Test
    void anUnchangedObjectIsNamedByItsVersionOrByTheOwnCommitThatMadeIt() throws InterruptedException {
        Submission first = submit(replica, ALICE, Change.store(object(1), "one"), Change.store(object(2), "two"));
        try (Standpoint at = replica.standpoint()) {
            assertThat(at.unchanged(live(at, object(2)), writer(ALICE)))
                    .isEqualTo(new Condition.AtOwn(first.commit().number()));
            world.settle();
            assertThat(at.unchanged(live(at, object(2)), writer(ALICE))).isEqualTo(new Condition.AtVersion(2));
            assertThat(at.unchanged(live(at, object(2)), writer(BOB))).isEqualTo(new Condition.AtVersion(2));
        }
    }

    @Test
    void numbersThatAnOpenStandpointMayNameAreStillAwaited() throws InterruptedException {
        submit(replica, ALICE, Change.store(object(1), "one"));
        Standpoint at = replica.standpoint();
        world.settle();
        submit(replica, ALICE, Change.store(object(2), "two"));
        assertThat(replica.overlay.all().getLast().commit().statement().awaited()).isEqualTo(1);
        at.close();
        submit(replica, ALICE, Change.store(object(3), "three"));
        assertThat(replica.overlay.all().getLast().commit().statement().awaited()).isEqualTo(2);
    }

    @Test
    void aLongReadKeepsOnlyWhatItSees() throws InterruptedException {
        submit(replica, ALICE, Change.store(object(1), "kept"));
        try (Standpoint oldest = replica.standpoint()) {
            for (int i = 2; i < 200; i++) {
                submit(replica, ALICE, Change.store(object(i), "more"));
                replica.standpoint().close();
                world.settle();
            }
            assertThat(replica.overlay.all()).hasSize(1);
            assertThat(read(oldest, object(1))).isEqualTo("kept");
        }
        assertThat(replica.overlay.all()).isEmpty();
    }

    @Test
    void theOldestStandpointExpiresWhereTooMuchIsKeptForIt() throws InterruptedException {
        List<Standpoint> open = new ArrayList<>();
        for (int i = 1; i <= Overlay.COMMITS + 10; i++) {
            submit(replica, ALICE, Change.store(object(i), "pinned"));
            open.add(replica.standpoint());
            world.settle();
        }
        assertThatThrownBy(() -> read(open.getFirst(), object(1))).isInstanceOf(SnapshotExpiredException.class);
        assertThat(read(open.getLast(), object(1))).isEqualTo("pinned");
        assertThat(replica.overlay.all()).hasSizeLessThanOrEqualTo(Overlay.COMMITS);
        open.forEach(Standpoint::close);
        assertThat(replica.overlay.all()).isEmpty();
    }

    private WriterId writer(HeldKeys key) {
        return replica.writer(key.id());
    }
}
