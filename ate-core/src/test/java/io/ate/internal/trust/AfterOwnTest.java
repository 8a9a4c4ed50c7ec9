package io.ate.internal.trust;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Trust;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.Commit;
import io.ate.internal.event.Condition;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.DrivenChain;
import io.ate.internal.testing.Follower;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.ate.internal.testing.Change.delete;
import static io.ate.internal.testing.Change.put;
import static io.ate.internal.testing.Change.store;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a modified client may say with <em>after own m</em>. The server refuses what is nonsense, whatever it is that is
 * named, a server that lets it in all the same finds no client that takes it, and neither forgets anything by being
 * started anew.
 */
class AfterOwnTest {
    private static final PrimaryKey NOTE = new PrimaryKey(1, 1);
    private static final PrimaryKey OTHER = new PrimaryKey(1, 2);
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys BOB = Keys.of("bob");

    /** A chain, and somebody who follows whatever he is told of it. */
    private static final class Witnessed {
        private final SignedGenesis genesis;
        private final Follower follower;
        private final List<Commit> stored = new ArrayList<>();
        private DrivenChain chain;

        private Witnessed(Trust trust) {
            Founding founding = Founding.ownedBy(ALICE, BOB);
            genesis = (trust == Trust.CENTRALIZED ? founding.centralized() : founding).genesis();
            chain = DrivenChain.begin(genesis);
            follower = new Follower(genesis);
        }

        private Author author(HeldKeys keys, long device) {
            return new Author(genesis, keys, device);
        }

        /** What the server says; if that lets the commit in, all clients do so, too, now and later. */
        private @Nullable Reason judged(Commit commit) {
            long end = chain.sequencer().end();
            Outcome outcome = chain.admit(commit);
            if (chain.sequencer().end() > end) {
                assertThat(follower.follow(commit)).as("what the server has admitted").isNull();
                stored.add(commit);
            } else if (outcome.reason() != null) {
                assertThat(follower.follow(commit)).as("what the server has refused").isEqualTo(outcome.reason());
            }
            return outcome.reason();
        }

        private void startAnew() {
            chain = chain.crash();
        }

        private void demandThatANewcomerTakesAllOfIt() {
            Follower newcomer = new Follower(genesis);
            assertThat(stored).allSatisfy(each -> assertThat(newcomer.follow(each)).isNull());
            assertThat(newcomer.view().sequence()).isEqualTo(chain.sequencer().end());
        }
    }

    private static Commit after(Author author, long own) {
        return author.commit(put(NOTE).value("behind " + own).onlyIf(new Condition.AfterOwn(own)));
    }

    @ParameterizedTest
    @EnumSource
    void onlyAnAdmittedCommitOfTheSameWriterCanBeFollowed(Trust trust) {
        Witnessed world = new Witnessed(trust);
        Author alice = world.author(ALICE, 0);
        Author elsewhere = world.author(ALICE, 1);
        Author bob = world.author(BOB, 0);
        assertThat(after(world.author(ALICE, 2), 1)).as("itself, of a writer without a past")
                .extracting(world::judged)
                .isEqualTo(Reason.PREDECESSOR_REFUSED);
        assertThat(world.judged(alice.commit(store(NOTE, "one")))).isNull();
        assertThat(world.judged(alice.commit(put(NOTE).value("x").onlyIf(new Condition.AtVersion(9)))))
                .isEqualTo(Reason.CONFLICT);

        assertThat(world.judged(after(alice, 2))).as("a refused one").isEqualTo(Reason.PREDECESSOR_REFUSED);
        assertThat(world.judged(after(alice, alice.number() + 1))).as("itself").isEqualTo(Reason.PREDECESSOR_REFUSED);
        assertThat(world.judged(after(alice, alice.number() + 2))).as("the next").isEqualTo(Reason.PREDECESSOR_REFUSED);
        assertThat(world.judged(after(alice, Long.MAX_VALUE))).as("one that never comes")
                .isEqualTo(Reason.PREDECESSOR_REFUSED);
        assertThat(world.judged(after(elsewhere, 1))).as("another device's").isEqualTo(Reason.PREDECESSOR_REFUSED);
        assertThat(world.judged(after(bob, 1))).as("another key's").isEqualTo(Reason.PREDECESSOR_REFUSED);

        assertThat(world.judged(bob.commit(put(NOTE).value("bob's")))).isNull();
        assertThat(world.judged(after(alice, 1))).as("whatever others do").isNull();
        world.demandThatANewcomerTakesAllOfIt();
    }

    @ParameterizedTest
    @EnumSource
    void itHoldsBehindAStartOfTheServerAsItDidBefore(Trust trust) {
        Witnessed world = new Witnessed(trust);
        Author alice = world.author(ALICE, 0);
        assertThat(world.judged(alice.commit(store(NOTE, "one")))).isNull();
        Commit refused = alice.commit(put(NOTE).value("x").onlyIf(new Condition.AtVersion(9)));
        assertThat(world.judged(refused)).isEqualTo(Reason.CONFLICT);
        Commit behind = after(alice, 1);
        assertThat(world.judged(behind)).isNull();

        world.startAnew();
        assertThat(world.chain.admit(behind)).as("brought again").isEqualTo(new Outcome.Committed(3, 2));
        assertThat(world.judged(after(alice, 2))).isEqualTo(Reason.PREDECESSOR_REFUSED);
        assertThat(world.judged(after(alice, 3))).isNull();
        assertThat(world.judged(after(alice, 1))).isNull();
        assertThat(world.judged(refused)).as("it is not admitted by now, either").isEqualTo(Reason.REFUSED_EARLIER);
        world.demandThatANewcomerTakesAllOfIt();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsLongAgoIsNobodysBusiness(Trust trust) {
        Witnessed world = new Witnessed(trust);
        Author alice = world.author(ALICE, 0);
        assertThat(world.judged(alice.commit(store(NOTE, "one")))).isNull();
        Commit last = alice.draft(put(NOTE).value("within").onlyIf(new Condition.AfterOwn(1)))
                .numbered(Bounds.NUMBERS)
                .commit();
        assertThat(world.judged(last)).isNull();
        Commit beyond = alice.draft(put(NOTE).value("beyond").onlyIf(new Condition.AfterOwn(1)))
                .numbered(Bounds.NUMBERS + 1)
                .awaiting(Bounds.NUMBERS)
                .commit();
        assertThat(world.judged(beyond)).isEqualTo(Reason.CONFLICT);
        world.startAnew();
        assertThat(world.judged(beyond)).isEqualTo(Reason.CONFLICT);
        Commit highest = alice.draft(put(NOTE).value("highest").onlyIf(new Condition.AfterOwn(Long.MAX_VALUE)))
                .numbered(Long.MAX_VALUE)
                .awaiting(Long.MAX_VALUE)
                .commit();
        assertThat(world.judged(highest)).isEqualTo(Reason.PREDECESSOR_REFUSED);
        world.demandThatANewcomerTakesAllOfIt();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotToBeThereComesBehindTheOwnCommitAllTheSame(Trust trust) {
        Witnessed world = new Witnessed(trust);
        Author alice = world.author(ALICE, 0);
        assertThat(world.judged(alice.commit(store(NOTE, "one")))).isNull();
        assertThat(world.judged(alice.commit(store(NOTE, "x").onlyIf(new Condition.AbsentAfterOwn(1)))))
                .isEqualTo(Reason.CONFLICT);
        assertThat(world.judged(alice.commit(delete(NOTE).onlyIf(new Condition.AtVersion(9)))))
                .isEqualTo(Reason.CONFLICT);
        assertThat(world.judged(world.author(BOB, 0).commit(delete(NOTE)))).isNull();
        assertThat(world.judged(alice.commit(store(NOTE, "x").onlyIf(new Condition.AbsentAfterOwn(3)))))
                .as("behind a deletion that was refused")
                .isEqualTo(Reason.PREDECESSOR_REFUSED);
        assertThat(world.judged(alice.commit(store(NOTE, "two").onlyIf(new Condition.AbsentAfterOwn(1))))).isNull();
        world.startAnew();
        assertThat(world.judged(alice.commit(store(NOTE, "x").onlyIf(new Condition.AbsentAfterOwn(1)))))
                .isEqualTo(Reason.CONFLICT);
        world.demandThatANewcomerTakesAllOfIt();
    }

    /** A program has a writer for each of its keys, and had others when it ran before. */
    @ParameterizedTest
    @EnumSource
    void whatAnotherWritersCommitLeftIsNamedByThat(Trust trust) {
        Witnessed world = new Witnessed(trust);
        Author alice = world.author(ALICE, 0);
        Author before = world.author(ALICE, 1);
        Author bob = world.author(BOB, 0);
        assertThat(world.judged(before.commit(store(NOTE, "one")))).isNull();
        Commit refused = before.commit(put(NOTE).value("x").onlyIf(new Condition.AtVersion(9)));
        assertThat(world.judged(refused)).isEqualTo(Reason.CONFLICT);
        assertThat(world.judged(alice.commit(put(NOTE).value("x").onlyIf(of(before, new Condition.AtOwn(2))))))
                .as("as a refused one would have left it")
                .isEqualTo(Reason.PREDECESSOR_REFUSED);
        assertThat(world.judged(alice.commit(put(NOTE).value("x").onlyIf(of(bob, new Condition.AfterOwn(1))))))
                .as("one that has not come")
                .isEqualTo(Reason.PREDECESSOR_REFUSED);

        assertThat(world.judged(alice.commit(put(NOTE).value("two").onlyIf(of(before, new Condition.AtOwn(1))))))
                .isNull();
        assertThat(world.judged(bob.commit(put(NOTE).value("x").onlyIf(of(before, new Condition.AtOwn(1))))))
                .as("somebody has changed it since")
                .isEqualTo(Reason.CONFLICT);
        assertThat(world.judged(bob.commit(put(NOTE).value("three").onlyIf(of(before, new Condition.AfterOwn(1))))))
                .isNull();
        world.startAnew();
        assertThat(world.judged(alice.commit(delete(NOTE).onlyIf(of(bob, new Condition.AtOwn(bob.number()))))))
                .isNull();
        assertThat(world.judged(bob.commit(store(NOTE, "four").onlyIf(of(alice, new Condition.AbsentAfterOwn(2))))))
                .as("behind what was refused")
                .isEqualTo(Reason.PREDECESSOR_REFUSED);
        assertThat(world.judged(bob.commit(
                store(NOTE, "four").onlyIf(of(alice, new Condition.AbsentAfterOwn(alice.number())))))).isNull();
        world.demandThatANewcomerTakesAllOfIt();
    }

    private static Condition of(Author other, Condition.Own own) {
        return new Condition.OfAnother(other.writer(), own);
    }

    @ParameterizedTest
    @EnumSource
    void itIsNoRightToAnObjectThatIsNotThere(Trust trust) {
        Witnessed world = new Witnessed(trust);
        Author alice = world.author(ALICE, 0);
        assertThat(world.judged(alice.commit(store(NOTE, "one")))).isNull();
        assertThat(world.judged(alice.commit(put(OTHER).value("x").onlyIf(new Condition.AfterOwn(1)))))
                .isEqualTo(Reason.NO_SUCH_OBJECT);
        assertThat(world.judged(alice.commit(delete(OTHER).onlyIf(new Condition.AfterOwn(1)))))
                .isEqualTo(Reason.NO_SUCH_OBJECT);
        assertThat(world.judged(alice.commit(delete(NOTE).onlyIf(new Condition.AfterOwn(1))))).isNull();
        assertThat(world.judged(after(alice, alice.number()))).isEqualTo(Reason.NO_SUCH_OBJECT);
        world.demandThatANewcomerTakesAllOfIt();
    }
}
