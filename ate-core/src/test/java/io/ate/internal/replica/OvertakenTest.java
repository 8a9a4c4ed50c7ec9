package io.ate.internal.replica;

import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Condition;
import io.ate.internal.event.ObjectCondition;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.draft;
import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.read;
import static io.ate.internal.replica.Writes.soon;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThat;

/** Own commits that have not reached the server, while others do what leaves them no condition to be admitted under. */
final class OvertakenTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys BOB = Keys.of("bob");

    private final SignedGenesis genesis = Founding.ownedBy(ALICE, BOB).centralized().genesis();
    private final World world = new World();
    private final World.Client client = world.client();
    private final RemoteReplica replica = client.open(World.wish(genesis, ALICE));
    private final RemoteReplica rival = world.client().open(World.pinned(genesis, BOB));

    /** Three objects at versions 1 to 3; from then on nothing of this client's reaches the server. */
    @BeforeEach
    void objects() throws InterruptedException {
        submit(replica, ALICE, Change.store(object(1), "one"), Change.store(object(2), "two"),
                Change.store(object(3), "three"));
        world.settle();
        client.losing = _ -> List.of();
    }

    private void rivals(Change... changes) throws InterruptedException {
        submit(rival, BOB, changes);
        world.settle();
    }

    private static Change at(long version, String value) {
        return Change.put(object(version)).value(value).onlyIf(new Condition.AtVersion(version));
    }

    @Test
    void itIsNotSeenBesideWhatTheyDid() throws InterruptedException {
        submit(replica, ALICE, at(1, "own one"), at(2, "own two"));
        try (Standpoint before = replica.standpoint()) {
            rivals(at(2, "rival two"), at(3, "rival three"));
            assertThat(read(before, object(1))).as("who saw it goes on seeing it").isEqualTo("own one");
            assertThat(read(before, object(3))).isEqualTo("three");
        }
        assertThat(read(replica, object(1))).isEqualTo("one");
        assertThat(read(replica, object(2))).isEqualTo("rival two");
        assertThat(read(replica, object(3))).isEqualTo("rival three");
    }

    @Test
    void whatBuildsOnItIsNotSeenEither() throws InterruptedException {
        Submission first = submit(replica, ALICE, at(1, "own one"));
        submit(replica, ALICE, Change.put(object(1))
                .value("own again")
                .onlyIf(new Condition.AtOwn(first.commit().number())),
                Change.put(object(2)).value("own two"));
        rivals(at(1, "rival one"));
        assertThat(read(replica, object(1))).isEqualTo("rival one");
        assertThat(read(replica, object(2))).isEqualTo("two");
    }

    @Test
    void whatItReliesOnWithoutChangingItCounts() throws InterruptedException {
        Draft draft = draft(replica, ALICE, Change.put(object(1)).value("own one"));
        replica.submit(new Draft(draft.basis(), draft.keys(), draft.events(),
                List.of(new ObjectCondition(object(2), new Condition.AtVersion(2))), false), soon());
        assertThat(read(replica, object(1))).isEqualTo("own one");
        rivals(at(2, "rival two"));
        assertThat(read(replica, object(1))).isEqualTo("one");
    }

    @Test
    void whatEndsWithWhatTheyDeletedIsNotSeenInPart() throws InterruptedException {
        submit(replica, ALICE, Change.store(object(4), "own four").under(object(2)), at(1, "own one"));
        rivals(Change.delete(object(2)));
        assertThat(read(replica, object(4))).isEqualTo("-");
        assertThat(read(replica, object(1))).isEqualTo("one");
    }

    @Test
    void whatItReliesOnCountsWhenItEndsWithWhatHangsAboveIt() throws InterruptedException {
        client.losing = each -> each;
        client.cut();
        world.pass(30_000);
        rivals(Change.store(object(4), "four").under(object(2)), Change.store(object(5), "five").under(object(4)));
        client.losing = _ -> List.of();
        Draft draft = draft(replica, ALICE, Change.put(object(1)).value("own one"));
        replica.submit(new Draft(draft.basis(), draft.keys(), draft.events(),
                List.of(new ObjectCondition(object(5), new Condition.AtVersion(5))), false), soon());
        assertThat(read(replica, object(1))).isEqualTo("own one");
        rivals(Change.delete(object(2)));
        assertThat(read(replica, object(1))).isEqualTo("one");
    }

    @Test
    void whatCannotBeMergedIsNotSeenThoughOtherPartsOfTheCommitCouldBe() throws InterruptedException {
        Draft both = draft(replica, ALICE, at(1, "own one"),
                Change.store(object(4), "own four").onlyIf(new Condition.Absent()));
        replica.submit(both.toBeRedrawn(), soon());
        rivals(Change.store(object(4), "rival four"));
        assertThat(read(replica, object(1))).isEqualTo("one");
        assertThat(read(replica, object(4))).isEqualTo("rival four");
    }

    @Test
    void whatIsGoneIsNotMerged() throws InterruptedException {
        Draft both = draft(replica, ALICE, at(1, "own one"), at(2, "own two"));
        replica.submit(both.toBeRedrawn(), soon());
        rivals(Change.delete(object(2)));
        assertThat(read(replica, object(1))).isEqualTo("one");
    }

    @Test
    void whatIsRefusedWhateverComesIsRefusedAtOnceWithAllThatBuildsOnIt() throws InterruptedException {
        Submission first = submit(replica, ALICE, at(1, "own one"));
        Submission next = submit(replica, ALICE, Change.put(object(1))
                .value("own again")
                .onlyIf(new Condition.AtOwn(first.commit().number())));
        Submission other = submit(replica, ALICE, at(2, "own two"));
        rivals(at(1, "rival one"));
        assertThat(first.answer()).isCompletedExceptionally();
        assertThat(next.answer()).isCompletedExceptionally();
        assertThat(other.answer()).isNotDone();
        assertThat(read(replica, object(1))).isEqualTo("rival one");
        assertThat(read(replica, object(2))).isEqualTo("own two");
    }

    @Test
    void whatMayYetBeAdmittedStaysInSightUnderWhatIsDrawnUpAnew() throws InterruptedException {
        Submission first = submit(replica, ALICE,
                Change.store(object(4), "own four").onlyIf(new Condition.Absent()));
        Draft next = draft(replica, ALICE, Change.put(object(4))
                .value("own again")
                .onlyIf(new Condition.AtOwn(first.commit().number())));
        Submission redrawn = replica.submit(next.toBeRedrawn(), soon());
        rivals(Change.store(object(4), "rival four"));
        assertThat(redrawn.answer()).isNotDone();
        assertThat(read(replica, object(4))).isEqualTo("own again");
    }

    @Test
    void whatAsksForNothingEndsWithWhatTheyDeleted() throws InterruptedException {
        submit(replica, ALICE, Change.put(object(1)).value("own one"), Change.put(object(2)).value("own two"));
        rivals(Change.delete(object(1)));
        assertThat(read(replica, object(1))).isEqualTo("-");
        assertThat(read(replica, object(2))).isEqualTo("two");
    }

    @Test
    void whatAsksForNothingIsSeenAsItWillBe() throws InterruptedException {
        submit(replica, ALICE, Change.put(object(1)).value("own one"), Change.put(object(2)).value("own two"));
        rivals(at(2, "rival two"), at(3, "rival three"));
        assertThat(read(replica, object(1))).isEqualTo("own one");
        assertThat(read(replica, object(2))).isEqualTo("own two");
        assertThat(read(replica, object(3))).isEqualTo("rival three");
    }

    @Test
    void whatBuildsOnWhatAsksForNothingComesAfterTheOthersToo() throws InterruptedException {
        Submission first = submit(replica, ALICE, Change.put(object(1)).value("own one"));
        submit(replica, ALICE, Change.put(object(1))
                .value("own again")
                .onlyIf(new Condition.AtOwn(first.commit().number())));
        rivals(at(1, "rival one"));
        assertThat(read(replica, object(1))).isEqualTo("own again");
    }
}
