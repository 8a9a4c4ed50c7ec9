package io.ate.internal.trust;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.DrivenChain;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Outcome;
import io.ate.internal.testing.Rings;
import io.ate.internal.testing.Rule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.ate.internal.testing.Change.delete;
import static io.ate.internal.testing.Change.put;
import static io.ate.internal.testing.Change.putZero;
import static io.ate.internal.testing.Change.store;
import static org.assertj.core.api.Assertions.assertThat;

/** The three rules, their inheritance up to object zero, and what each gives. */
class RightsTest {
    private static final PrimaryKey HOUSE = new PrimaryKey(1, 1);
    private static final PrimaryKey ROOM = new PrimaryKey(1, 2);
    private static final PrimaryKey SHELF = new PrimaryKey(1, 3);
    private static final PrimaryKey BOOK = new PrimaryKey(1, 4);
    private static final PrimaryKey SHED = new PrimaryKey(1, 5);

    private final HeldKeys alice = Keys.of("alice");
    private final HeldKeys bob = Keys.of("bob");
    private final HeldKeys carol = Keys.of("carol");
    private final DrivenChain chain = DrivenChain.begin(Founding.ownedBy(alice, bob, carol)
            .ruledBy(Rule.ownedBy(alice).readBy(alice, bob, carol))
            .genesis());
    private final Author owner = chain.author(alice);
    private final Author other = chain.author(bob);

    @BeforeEach
    void aHouseWithARoomAndAShelf() {
        admitted(owner.commit(store(HOUSE, "house"), put(ROOM).under(HOUSE).value("room"),
                put(SHELF).under(ROOM).value("shelf"), store(SHED, "shed")));
    }

    private void admitted(Commit commit) {
        Outcome outcome = chain.admit(commit);
        assertThat(outcome.reason()).as("%s", outcome).isNull();
    }

    private void refused(Commit commit, Reason reason) {
        Outcome outcome = chain.admit(commit);
        assertThat(outcome.reason()).as("%s", outcome).isEqualTo(reason);
    }

    @Test
    void theWriteRuleIsInheritedFromTheNearestAbove() {
        refused(other.commit(put(SHELF).value("x")), Reason.NO_WRITE_AUTHORITY);
        admitted(owner.commit(put(HOUSE).ruled(Rule.inherited().writtenBy(bob))));
        admitted(other.commit(put(SHELF).value("x"), put(ROOM).value("x"), put(HOUSE).value("x")));
        refused(owner.commit(put(SHELF).value("x")), Reason.NO_WRITE_AUTHORITY);
        admitted(owner.commit(put(ROOM).ruled(Rule.inherited().writtenBy(alice))));
        refused(other.commit(put(SHELF).value("x")), Reason.NO_WRITE_AUTHORITY);
        admitted(other.commit(put(HOUSE).value("x")));
        admitted(owner.commit(put(ROOM).ruled(Rule.inherited())));
        admitted(other.commit(put(SHELF).value("x")));
    }

    @Test
    void theControlRuleIsInheritedFromTheNearestAbove() {
        Rule closed = Rule.inherited().writtenByNobody();
        refused(other.commit(put(SHELF).ruled(closed)), Reason.NO_CONTROL_AUTHORITY);
        admitted(owner.commit(put(HOUSE).ruled(Rule.inherited().controlledBy(bob))));
        admitted(other.commit(put(SHELF).ruled(closed)));
        refused(owner.commit(put(SHELF).ruled(Rule.inherited())), Reason.NO_CONTROL_AUTHORITY);
    }

    @Test
    void theReadRuleIsInheritedFromTheNearestAbove() {
        admitted(owner.commit(put(HOUSE).ruled(Rule.inherited().readBy(alice, bob), Rings.SECOND)));
        refused(owner.commit(put(SHELF).sealed("x", Rings.FIRST)), Reason.STALE_DATA_KEY);
        admitted(owner.commit(put(SHELF).sealed("x", Rings.SECOND)));
        admitted(owner.commit(put(ROOM).ruled(Rule.inherited().readByEveryone())));
        refused(owner.commit(put(SHELF).sealed("x", Rings.SECOND)), Reason.MUST_BE_CLEAR);
        admitted(owner.commit(put(SHELF).clear("x")));
        admitted(owner.commit(put(HOUSE).sealed("x", Rings.SECOND)));
        admitted(owner.commit(put(SHED).sealed("x", Rings.FIRST)));
    }

    @Test
    void withoutOtherRulesThoseOfObjectZeroAreInForce() {
        admitted(owner.commit(putZero(Rule.ownedBy(bob).readBy(bob))));
        refused(owner.commit(put(SHELF).value("x")), Reason.NO_WRITE_AUTHORITY);
        refused(owner.commit(putZero(Rule.ownedBy(alice))), Reason.NO_CONTROL_AUTHORITY);
        admitted(other.commit(put(SHELF).value("x"), store(BOOK, "at the top")));
    }

    @Test
    void namingItsOwnPlaceGivesNoRightOverAnObjectWithRulesOfItsOwn() {
        admitted(owner.commit(put(HOUSE).ruled(Rule.inherited().writtenBy(bob)),
                put(ROOM).ruled(Rule.inherited().writtenBy(alice))));
        refused(other.commit(put(ROOM).under(HOUSE).value("x")), Reason.NO_WRITE_AUTHORITY);
        admitted(owner.commit(put(ROOM).under(HOUSE).value("x")));
    }

    @Test
    void nobodyWritesWhereNobodyMay() {
        admitted(owner.commit(put(ROOM).ruled(Rule.inherited().writtenByNobody())));
        refused(owner.commit(put(SHELF).value("x")), Reason.NO_WRITE_AUTHORITY);
        refused(owner.commit(put(BOOK).under(ROOM).value("x")), Reason.NO_WRITE_AUTHORITY);
        refused(owner.commit(delete(ROOM)), Reason.NO_WRITE_AUTHORITY);
        admitted(owner.commit(put(ROOM).ruled(Rule.inherited())));
        admitted(owner.commit(put(SHELF).value("x")));
    }

    @Test
    void anyKeyWritesWhereEveryoneMay() {
        admitted(owner.commit(put(ROOM).ruled(Rule.inherited().writtenByEveryone())));
        admitted(other.commit(put(BOOK).under(ROOM).value("x")));
        refused(other.commit(put(HOUSE).value("x")), Reason.NO_WRITE_AUTHORITY);
        refused(other.commit(put(ROOM).ruled(Rule.inherited())), Reason.NO_CONTROL_AUTHORITY);
    }

    @Test
    void controlAloneDoesNotWriteValues() {
        admitted(owner.commit(put(HOUSE).ruled(Rule.inherited().controlledBy(bob))));
        refused(other.commit(put(HOUSE).value("x")), Reason.NO_WRITE_AUTHORITY);
        refused(other.commit(delete(HOUSE)), Reason.NO_WRITE_AUTHORITY);
        admitted(other.commit(put(HOUSE).ruled(Rule.inherited().writtenBy(bob).controlledBy(bob))));
        admitted(other.commit(put(HOUSE).value("x")));
    }

    @Test
    void theCreatorSetsTheFirstRulesWithTheWriteRightAtTheParent() {
        admitted(owner.commit(put(ROOM).ruled(Rule.inherited().writtenBy(bob))));
        admitted(other.commit(put(BOOK).under(ROOM).value("mine").ruled(Rule.ownedBy(bob))));
        refused(owner.commit(put(BOOK).value("x")), Reason.NO_WRITE_AUTHORITY);
        refused(owner.commit(put(BOOK).ruled(Rule.inherited())), Reason.NO_CONTROL_AUTHORITY);
        refused(other.commit(put(new PrimaryKey(1, 6)).under(HOUSE).value("x").ruled(Rule.ownedBy(bob))),
                Reason.NO_WRITE_AUTHORITY);
    }

    @Test
    void aMoveNeedsControlWhereTheObjectIsAndWriteWhereItGoes() {
        admitted(owner.commit(put(SHED).ruled(Rule.inherited().writtenBy(bob))));
        refused(owner.commit(put(SHELF).under(SHED)), Reason.NO_WRITE_AUTHORITY);
        refused(other.commit(put(SHELF).under(SHED)), Reason.NO_CONTROL_AUTHORITY);
        admitted(owner.commit(put(SHED).ruled(Rule.inherited().writtenBy(alice, bob))));
        admitted(owner.commit(put(SHELF).under(SHED)));
        assertThat(chain.view().zero()).isNotNull();
        admitted(other.commit(put(SHELF).value("what hangs below the shed is Bob's to write")));
    }

    @Test
    void aMoveWithinTheParentNeedsControlToo() {
        admitted(owner.commit(put(HOUSE).ruled(Rule.inherited().writtenBy(alice, bob))));
        refused(other.commit(put(ROOM).under(HOUSE, "cellar")), Reason.NO_CONTROL_AUTHORITY);
        admitted(other.commit(put(ROOM).under(HOUSE, "notes").value("the place it has is no move")));
        admitted(owner.commit(put(ROOM).under(HOUSE, "cellar")));
    }

    @Test
    void claimingAnotherParentGivesNoRightOverAnObjectPlacedElsewhere() {
        admitted(owner.commit(put(SHED).ruled(Rule.inherited().writtenBy(bob).controlledBy(bob))));
        refused(other.commit(put(SHELF).under(SHED).value("stolen")), Reason.NO_CONTROL_AUTHORITY);
        refused(other.commit(put(SHELF).atTop().value("stolen")), Reason.NO_CONTROL_AUTHORITY);
        refused(other.commit(put(SHELF).value("stolen")), Reason.NO_WRITE_AUTHORITY);
    }

    @Test
    void eachEventIsJudgedByTheRulesThatThoseBeforeItLeft() {
        admitted(owner.commit(put(HOUSE).ruled(Rule.inherited().writtenBy(bob)), put(SHED).value("x")));
        refused(owner.commit(put(SHED).ruled(Rule.inherited().writtenBy(bob)), put(BOOK).under(SHED).value("x")),
                Reason.NO_WRITE_AUTHORITY);
        admitted(owner.commit(put(BOOK).under(SHED).value("x"), put(SHED).ruled(Rule.inherited().writtenBy(bob))));
    }

    @Test
    void anyOfTheKeysThatACommitActsUnderGivesTheRight() {
        admitted(owner.commit(put(HOUSE).ruled(Rule.inherited().writtenBy(bob))));
        admitted(owner.draft(put(SHELF).value("x"), store(BOOK, "x")).alsoUnder(bob).commit());
    }

    @Test
    void whoMayReadMayNotWriteForThat() {
        refused(chain.author(carol).commit(put(SHELF).value("x")), Reason.NO_WRITE_AUTHORITY);
    }
}
