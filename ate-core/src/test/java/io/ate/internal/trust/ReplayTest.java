package io.ate.internal.trust;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.Commit;
import io.ate.internal.event.Condition;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.DrivenChain;
import io.ate.internal.testing.Follower;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Outcome;
import io.ate.internal.testing.Sender;
import org.junit.jupiter.api.Test;

import static io.ate.internal.testing.Change.delete;
import static io.ate.internal.testing.Change.put;
import static io.ate.internal.testing.Change.store;
import static org.assertj.core.api.Assertions.assertThat;

/** Commits that come again: honest retries are answered once and for all, everything else is refused. */
class ReplayTest {
    private static final PrimaryKey NOTE = new PrimaryKey(1, 1);
    private static final PrimaryKey OTHER = new PrimaryKey(1, 2);

    private final HeldKeys alice = Keys.of("alice");
    private DrivenChain chain = DrivenChain.begin(Founding.ownedBy(alice).genesis());
    private final Author author = chain.author(alice);

    @Test
    void aLostAnswerFollowedByARetryStoresTheCommitOnce() {
        Commit commit = author.commit(store(NOTE, "one"), store(OTHER, "two"));
        Outcome first = chain.admit(commit);
        assertThat(chain.admit(commit)).isEqualTo(first);
        assertThat(chain.sequencer().end()).isEqualTo(2);
        assertThat(chain.log().end(chain.stored().number())).isEqualTo(2);
    }

    @Test
    void aRetryThatOvertakesTheSyncIsAnsweredAfterIt() {
        Commit commit = author.commit(store(NOTE, "one"));
        Sender first = chain.submit(commit);
        Sender again = chain.submit(commit);
        assertThat(again.outcome()).isEqualTo(new Outcome.Open());
        chain.sync();
        assertThat(again.outcome()).isEqualTo(first.outcome()).isEqualTo(new Outcome.Committed(1, 1));
        assertThat(chain.sequencer().end()).isEqualTo(1);
    }

    @Test
    void aRetryIsKnownAfterACrashOfTheServer() {
        Commit first = author.commit(store(NOTE, "one"));
        Commit second = author.commit(put(NOTE).value("two"));
        Outcome told = chain.admit(first);
        chain.submit(second);
        chain = chain.crash();
        assertThat(chain.admit(first)).isEqualTo(told);
        assertThat(chain.admit(second)).as("what was lost with the server is new again")
                .isEqualTo(new Outcome.Committed(2, 2));
        assertThat(chain.admit(first)).isEqualTo(told);
    }

    @Test
    void anOlderRetryIsFoundInTheLogWhenMemoryHasLetItGo() {
        Commit first = author.commit(store(NOTE, "one"));
        Outcome told = chain.admit(first);
        for (int i = 0; i < 5; i++) {
            chain.admit(author.draft(put(NOTE).value("more " + i)).awaiting(author.number()).commit());
        }
        assertThat(chain.admit(first)).isEqualTo(told);
    }

    @Test
    void anOldSignedVersionCannotBePlayedAgain() {
        Commit old = author.commit(store(NOTE, "one"));
        chain.admit(old);
        chain.admit(author.commit(put(NOTE).value("two")));
        assertThat(chain.admit(old)).as("it is a retry, and changes nothing").isEqualTo(new Outcome.Committed(1, 1));
        assertThat(chain.view().entry(NOTE)).isNotNull().satisfies(entry -> assertThat(entry.valued()).isEqualTo(2));
    }

    @Test
    void anOldSignedVersionCannotBePlayedAgainAfterDeletion() {
        Commit old = author.commit(store(NOTE, "one"));
        chain.admit(old);
        chain.admit(author.commit(delete(NOTE)));
        chain.admit(old);
        chain = chain.crash();
        chain.admit(old);
        assertThat(chain.view().live(NOTE)).isNull();
        assertThat(chain.sequencer().end()).isEqualTo(2);
    }

    @Test
    void aRefusedCommitCannotBePlayedLaterWhenItWouldBeGood() {
        Commit edit = author.commit(put(NOTE).value("too early"));
        assertThat(chain.admit(edit).reason()).isEqualTo(Reason.NO_SUCH_OBJECT);
        chain.admit(author.commit(store(NOTE, "one")));
        assertThat(chain.admit(edit).reason()).as("as it was told then").isEqualTo(Reason.NO_SUCH_OBJECT);
        chain = chain.crash();
        assertThat(chain.admit(edit).reason()).as("nobody knows why any more").isEqualTo(Reason.REFUSED_EARLIER);
    }

    @Test
    void aRefusedCommitAboveTheLastNumberIsJudgedAnew() {
        Commit edit = author.commit(put(NOTE).value("x"));
        assertThat(chain.admit(edit).reason()).isEqualTo(Reason.NO_SUCH_OBJECT);
        chain.admit(new Author(chain.genesis(), alice, 1).commit(store(NOTE, "by another device")));
        assertThat(chain.admit(edit).reason()).isNull();
    }

    @Test
    void aCloneIsToldApartAfterACrashToo() {
        chain.admit(author.commit(store(NOTE, "one")));
        chain = chain.crash();
        assertThat(chain.admit(new Author(chain.genesis(), alice, 0).commit(store(OTHER, "x"))).reason())
                .isEqualTo(Reason.WRITER_CLONED);
    }

    @Test
    void whatBuildsOnAnOwnCommitFindsItAfterACrash() {
        chain.admit(author.commit(store(NOTE, "one")));
        chain = chain.crash();
        assertThat(chain.admit(author.commit(put(NOTE).value("two").onlyIf(new Condition.AtOwn(1)))).reason()).isNull();
        assertThat(chain.admit(author.commit(put(NOTE).value("three").onlyIf(new Condition.AtOwn(1)))).reason())
                .isEqualTo(Reason.CONFLICT);
    }

    @Test
    void aChainOfOwnUnansweredCommitsIsAdmittedAndAllBehindARefusedOneIsNot() {
        Sender one = chain.submit(author.commit(store(NOTE, "one")));
        Sender two = chain.submit(author.commit(put(NOTE).value("two").onlyIf(new Condition.AtOwn(1))));
        Sender refused = chain.submit(author.commit(store(OTHER, "x").onlyIf(new Condition.AtVersion(9))));
        Sender behind = chain.submit(author.commit(put(OTHER).value("y").onlyIf(new Condition.AtOwn(3))));
        Sender further = chain.submit(author.commit(put(OTHER).value("z").onlyIf(new Condition.AtOwn(4))));
        Sender beside = chain.submit(author.commit(put(NOTE).value("three").onlyIf(new Condition.AtOwn(2))));
        chain.sync();
        assertThat(one.outcome().reason()).isNull();
        assertThat(two.outcome().reason()).isNull();
        assertThat(refused.outcome().reason()).isEqualTo(Reason.CONFLICT);
        assertThat(behind.outcome().reason()).isEqualTo(Reason.PREDECESSOR_REFUSED);
        assertThat(further.outcome().reason()).isEqualTo(Reason.PREDECESSOR_REFUSED);
        assertThat(beside.outcome().reason()).isNull();
    }

    @Test
    void anotherWritersNumberIsNoOwnCommit() {
        chain.admit(author.commit(store(NOTE, "one")));
        Author device = new Author(chain.genesis(), alice, 1);
        assertThat(chain.admit(device.commit(put(NOTE).value("x").onlyIf(new Condition.AtOwn(1)))).reason())
                .isEqualTo(Reason.PREDECESSOR_REFUSED);
    }

    @Test
    void whatNobodyCanBeWaitingForAnyMoreIsSpent() {
        Follower follower = new Follower(chain.genesis());
        Commit first = author.commit(store(NOTE, "one"));
        Outcome told = chain.admit(first);
        assertThat(follower.follow(first)).isNull();
        Commit last = author.draft(store(OTHER, "x")).numbered(Bounds.NUMBERS).commit();
        assertThat(chain.admit(last).reason()).isNull();
        assertThat(follower.follow(last)).isNull();
        assertThat(chain.admit(first)).as("it may just be awaited").isEqualTo(told);

        Commit beyond = author.draft(put(OTHER).value("y")).numbered(Bounds.NUMBERS + 1).awaiting(2).commit();
        assertThat(chain.admit(beyond).reason()).isNull();
        assertThat(follower.follow(beyond)).isNull();
        assertThat(chain.admit(first).reason()).isEqualTo(Reason.REFUSED_EARLIER);
        assertThat(follower.follow(first)).isEqualTo(Reason.REFUSED_EARLIER);
        chain = chain.crash();
        assertThat(chain.admit(first).reason()).isEqualTo(Reason.REFUSED_EARLIER);
    }

    @Test
    void nobodyAwaitsMoreThanHasToBeRemembered() {
        Follower follower = new Follower(chain.genesis());
        Commit greedy = author.draft(store(NOTE, "one")).numbered(Bounds.NUMBERS + 1).commit();
        assertThat(chain.admit(greedy).reason()).isEqualTo(Reason.LIMIT);
        assertThat(follower.follow(greedy)).isEqualTo(Reason.LIMIT);
        Commit modest = author.draft(store(NOTE, "one")).numbered(Bounds.NUMBERS).commit();
        assertThat(chain.admit(modest).reason()).isNull();
        assertThat(follower.follow(modest)).isNull();
    }

    @Test
    void whatAnOwnCommitOfLongAgoLeftIsNoConditionAnyMore() {
        Follower follower = new Follower(chain.genesis());
        Commit first = author.commit(store(NOTE, "one"), store(OTHER, "two"));
        chain.admit(first);
        follower.follow(first);
        Commit within = author.draft(put(NOTE).value("x").onlyIf(new Condition.AtOwn(1)))
                .numbered(Bounds.NUMBERS)
                .commit();
        assertThat(chain.admit(within).reason()).isNull();
        assertThat(follower.follow(within)).isNull();
        Commit beyond = author.draft(put(OTHER).value("y").onlyIf(new Condition.AtOwn(1)))
                .numbered(Bounds.NUMBERS + 1)
                .awaiting(Bounds.NUMBERS)
                .commit();
        assertThat(chain.admit(beyond).reason()).isEqualTo(Reason.CONFLICT);
        assertThat(follower.follow(beyond)).isEqualTo(Reason.CONFLICT);
    }

    @Test
    void aSignedCommitOfOneChainIsRefusedOnEveryOther() {
        DrivenChain other = DrivenChain.begin(Founding.ownedBy(alice).named("example.com/other").genesis());
        Commit commit = author.commit(store(NOTE, "one"));
        assertThat(other.admit(commit).reason()).isEqualTo(Reason.MALFORMED);
        Commit sameEvents = other.author(alice).commit(store(NOTE, "one"));
        Commit transplanted = new Commit(sameEvents.statement(), sameEvents.statementBytes(), commit.signatures(),
                commit.events());
        assertThat(other.admit(transplanted).reason()).isEqualTo(Reason.SIGNATURE_INVALID);
        assertThat(new Follower(other.genesis()).follow(commit)).isEqualTo(Reason.MALFORMED);
        assertThat(new Follower(other.genesis()).follow(transplanted)).isEqualTo(Reason.SIGNATURE_INVALID);
    }

    @Test
    void aFollowerTakesNoNumberTwice() {
        Follower follower = new Follower(chain.genesis());
        Commit commit = author.commit(store(NOTE, "one"));
        assertThat(follower.follow(commit)).isNull();
        assertThat(follower.follow(commit)).isEqualTo(Reason.REFUSED_EARLIER);
        Commit third = author.draft(put(NOTE).value("three")).numbered(3).commit();
        Commit second = author.draft(put(NOTE).value("two")).numbered(2).commit();
        assertThat(follower.follow(third)).isNull();
        assertThat(follower.follow(second)).as("a number passed over").isEqualTo(Reason.REFUSED_EARLIER);
    }
}
