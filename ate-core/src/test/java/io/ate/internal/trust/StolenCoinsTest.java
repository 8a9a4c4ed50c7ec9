package io.ate.internal.trust;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.Event;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.DrivenChain;
import io.ate.internal.testing.Follower;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Rule;
import io.ate.internal.view.ObjectEntry;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.ate.internal.testing.Change.delete;
import static io.ate.internal.testing.Change.put;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The currency of the example {@code coin}, and what somebody tries who has a client of his own making: a coin that
 * carries its owner's key as rules is nobody else's to spend, to move, to delete or to have again. The server refuses
 * each attempt, and so does everybody who follows the chain, if the server does not. In distributed trust.
 */
class StolenCoinsTest {
    private static final PrimaryKey COIN = new PrimaryKey(1, 1);
    private static final PrimaryKey PURSE = new PrimaryKey(1, 2);
    private static final PrimaryKey OTHER = new PrimaryKey(1, 3);

    private final HeldKeys mint = Keys.of("mint");
    private final HeldKeys alice = Keys.of("alice");
    private final HeldKeys bob = Keys.of("bob");
    private final HeldKeys thief = Keys.of("thief");
    private final Founding founding = Founding.ownedBy(mint)
            .ruledBy(Rule.ownedBy(mint).readByEveryone().writtenByEveryone(), alice, bob, thief);
    private final DrivenChain chain = DrivenChain.begin(founding.genesis());
    private final Follower follower = new Follower(chain.genesis());
    private final Author asMint = chain.author(mint);
    private final Author asAlice = chain.author(alice);
    private final Author asBob = chain.author(bob);
    private final Author asThief = chain.author(thief);
    private Commit alicePaysBob;

    /** The mint makes a coin for alice, who pays bob. */
    @BeforeEach
    void aCoinOfBobs() {
        good(asMint.commit(put(COIN).atTop().clear("5").ruled(of(alice))));
        good(asThief.commit(put(PURSE).atTop().clear("the thief's purse").ruled(of(thief))));
        alicePaysBob = asAlice.commit(put(COIN).ruled(of(bob)));
        good(alicePaysBob);
    }

    private static Rule of(HeldKeys owner) {
        return Rule.inherited().writtenBy(owner).controlledBy(owner);
    }

    private void good(Commit commit) {
        assertThat(chain.admit(commit).reason()).isNull();
        assertThat(follower.follow(commit)).isNull();
    }

    /** Refused by the server, and by who follows one that admits it; the coin is as it was. */
    private void refused(Commit commit, Reason reason) {
        ObjectEntry before = follower.view().live(COIN);
        assertThat(chain.admit(commit).reason()).isEqualTo(reason);
        assertThat(follower.follow(commit)).isEqualTo(reason);
        assertThat(chain.view().live(COIN)).isEqualTo(chain.view().entry(COIN)).isNotNull();
        assertThat(follower.view().live(COIN)).isSameAs(before).isNotNull();
    }

    private Author author(String who) {
        return switch (who) {
            case "mint" -> asMint;
            case "alice" -> asAlice;
            case "thief" -> asThief;
            default -> throw new AssertionError(who);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"mint", "alice", "thief"})
    void nobodyElseSpendsIt(String who) {
        refused(author(who).commit(put(COIN).ruled(of(thief))), Reason.NO_CONTROL_AUTHORITY);
        refused(author(who).commit(put(COIN).ruled(Rule.inherited())), Reason.NO_CONTROL_AUTHORITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mint", "alice", "thief"})
    void nobodyElseChangesItsWorth(String who) {
        refused(author(who).commit(put(COIN).clear("500")), Reason.NO_WRITE_AUTHORITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mint", "alice", "thief"})
    void nobodyElseDeletesIt(String who) {
        refused(author(who).commit(delete(COIN)), Reason.NO_WRITE_AUTHORITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mint", "alice", "thief"})
    void nobodyElsePutsItElsewhere(String who) {
        refused(author(who).commit(put(COIN).under(PURSE)), Reason.NO_CONTROL_AUTHORITY);
        refused(author(who).commit(put(COIN).under(PURSE).clear("5")), Reason.NO_CONTROL_AUTHORITY);
        refused(author(who).commit(put(COIN).under(PURSE).clear("5").ruled(of(thief))), Reason.NO_CONTROL_AUTHORITY);
    }

    @Test
    void itIsNotMovedBelowSomethingAndDeletedWithThat() {
        refused(asThief.commit(put(OTHER).under(PURSE).clear("trap"), put(COIN).under(OTHER)),
                Reason.NO_CONTROL_AUTHORITY);
    }

    @Test
    void anOldPaymentIsNotMadeAgain() {
        good(asBob.commit(put(COIN).ruled(of(alice)))); // bob pays it back
        assertThat(chain.admit(alicePaysBob).reason()).as("a retry is answered, and changes nothing").isNull();
        assertThat(chain.view().entry(COIN)).isNotNull().satisfies(entry -> assertThat(entry.version()).isEqualTo(4));
        assertThat(follower.follow(alicePaysBob)).isEqualTo(Reason.REFUSED_EARLIER);
        refused(asBob.commit(delete(COIN)), Reason.NO_WRITE_AUTHORITY);
    }

    @Test
    void anOldPaymentIsNotMadeAgainInAnotherCommit() {
        good(asBob.commit(put(COIN).ruled(of(alice))));
        Commit own = pretended(alice, put(COIN).ruled(of(bob)));
        refused(new Commit(own.statement(), own.statementBytes(), alicePaysBob.signatures(), own.events()),
                Reason.SIGNATURE_INVALID);
        refused(own, Reason.SIGNATURE_REQUIRED);
    }

    /** A commit in the name of somebody whose key the thief does not have. */
    private Commit pretended(HeldKeys owner, Change change) {
        return new Author(chain.genesis(), owner, 9).draft(change).unsigned().commit();
    }

    @Test
    void aPaymentIsNotTurnedIntoOneToSomebodyElse() {
        Commit good = asBob.commit(put(COIN).ruled(of(alice)));
        Event toTheThief = put(COIN).ruled(of(thief)).by(bob.id());
        refused(new Commit(good.statement(), good.statementBytes(), good.signatures(), List.of(toTheThief)),
                Reason.MALFORMED);
    }

    @Test
    void nobodyActsUnderAKeyThatHeDoesNotHold() {
        refused(asThief.draft(put(COIN).ruled(of(thief))).alsoUnder(bob).signedBy(thief).commit(),
                Reason.SIGNATURE_REQUIRED);
        refused(chain.author(bob).draft(put(COIN).ruled(of(thief))).numbered(100).unsigned().commit(),
                Reason.SIGNATURE_REQUIRED);
    }

    @Test
    void aPaymentOnAnotherChainIsNoneOnThisOne() {
        DrivenChain elsewhere = DrivenChain.begin(founding.named("example.com/toys").genesis());
        Commit toy = new Author(elsewhere.genesis(), bob, 5).commit(put(COIN).ruled(of(thief)));
        refused(toy, Reason.MALFORMED);
        Commit own = pretended(bob, put(COIN).ruled(of(thief)));
        refused(new Commit(own.statement(), own.statementBytes(), toy.signatures(), own.events()),
                Reason.SIGNATURE_INVALID);
    }

    @Test
    void nobodyBringsASecondOneIntoBeingInItsPlace() {
        Change again = put(COIN).atTop().clear("5").ruled(of(thief));
        refused(asThief.commit(again), Reason.NO_CONTROL_AUTHORITY);
        refused(asThief.commit(again.ruled(Rule.inherited())), Reason.NO_CONTROL_AUTHORITY);
    }

    @Test
    void theOwnerOfTheChainTakesNoneBackByChangingItsRules() {
        good(asMint.commit(Change.putZero(Rule.ownedBy(mint).readByEveryone())));
        refused(asMint.commit(delete(COIN)), Reason.NO_WRITE_AUTHORITY);
        refused(asMint.commit(put(COIN).ruled(of(mint))), Reason.NO_CONTROL_AUTHORITY);
        good(asBob.commit(put(COIN).ruled(of(alice))));
    }
}
