package io.ate.internal.trust;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Trust;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.Condition;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Draft;
import io.ate.internal.testing.DrivenChain;
import io.ate.internal.testing.Follower;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Outcome;
import io.ate.internal.testing.Rings;
import io.ate.internal.testing.Rule;
import io.ate.internal.testing.Sender;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.ate.internal.testing.Change.delete;
import static io.ate.internal.testing.Change.publish;
import static io.ate.internal.testing.Change.put;
import static io.ate.internal.testing.Change.putZero;
import static io.ate.internal.testing.Change.store;
import static org.assertj.core.api.Assertions.assertThat;

/** What each trust mode asks of writers, and what a client accepts of a server that nobody has to believe. */
class TrustModesTest {
    private static final PrimaryKey NOTE = new PrimaryKey(1, 1);
    private static final PrimaryKey RULED = new PrimaryKey(1, 2);
    private static final PrimaryKey OTHER = new PrimaryKey(1, 3);

    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys BOB = Keys.of("bob");
    private static final HeldKeys CAROL = Keys.of("carol");

    /** A chain that Alice owns and Bob may write, its server, and a client that follows. */
    private static final class World {
        private final SignedGenesis genesis;
        private final DrivenChain chain;
        private final Follower client;
        private final Author alice;
        private final Author bob;

        private World(Trust trust) {
            Founding founding = Founding.ownedBy(ALICE).ruledBy(Rule.ownedBy(ALICE).writtenBy(ALICE, BOB), BOB);
            genesis = (trust == Trust.CENTRALIZED ? founding.centralized() : founding).genesis();
            chain = DrivenChain.begin(genesis);
            client = new Follower(genesis);
            alice = chain.author(ALICE);
            bob = chain.author(BOB);
            both(alice.draft(store(NOTE, "one"), store(RULED, "ruled").ruled(Rule.inherited().readBy(ALICE)))
                    .signed());
        }

        private void both(Draft draft) {
            Commit commit = draft.commit();
            Outcome outcome = chain.admit(commit);
            assertThat(outcome.reason()).as("%s", outcome).isNull();
            assertThat(client.follow(commit)).isNull();
        }

        private void neither(Draft draft, Reason reason) {
            Commit commit = draft.commit();
            Outcome outcome = chain.admit(commit);
            assertThat(outcome.reason()).as("%s", outcome).isEqualTo(reason);
            assertThat(client.follow(commit)).as("the client, if the server admits it all the same").isNotNull();
        }

        /** What the client says if the server streams that commit without asking anybody. */
        private @Nullable Reason forged(Draft draft) {
            return client.follow(draft.commit());
        }
    }

    @Test
    void inCentralizedTrustValuesGoUnsigned() {
        World world = new World(Trust.CENTRALIZED);
        world.both(world.bob.draft(put(NOTE).value("two"), store(OTHER, "three")));
        world.both(world.bob.draft(delete(OTHER)));
    }

    @Test
    void inCentralizedTrustWhatDecidesWhoCanReadIsSignedAndClientsSeeToIt() {
        World world = new World(Trust.CENTRALIZED);
        Rule rule = Rule.inherited().readBy(ALICE);
        world.neither(world.alice.draft(put(NOTE).ruled(rule)), Reason.SIGNATURE_REQUIRED);
        world.neither(world.alice.draft(store(OTHER, "x").ruled(rule)), Reason.SIGNATURE_REQUIRED);
        world.neither(world.alice.draft(put(RULED).ruled(Rule.inherited())), Reason.SIGNATURE_REQUIRED);
        world.neither(world.alice.draft(put(NOTE).under(RULED).value("x")), Reason.SIGNATURE_REQUIRED);
        world.neither(world.alice.draft(delete(RULED)), Reason.SIGNATURE_REQUIRED);
        world.neither(world.alice.draft(publish(CAROL.publicKeys())), Reason.SIGNATURE_REQUIRED);
        world.neither(world.alice.draft(putZero(Rule.ownedBy(ALICE, BOB))), Reason.SIGNATURE_REQUIRED);
    }

    @Test
    void inCentralizedTrustWhatBeginsWhereSomethingHadRulesIsSigned() {
        World world = new World(Trust.CENTRALIZED);
        PrimaryKey below = new PrimaryKey(1, 4);
        world.both(world.alice.draft(put(below).under(NOTE)
                .value("x")
                .ruled(Rule.inherited().readBy(ALICE), Rings.SECOND)
                .sealed("x", Rings.SECOND)).signed());
        world.both(world.alice.draft(put(below).ruled(Rule.inherited())).signed());
        world.both(world.alice.draft(delete(NOTE)));
        world.both(world.alice.draft(store(NOTE, "again")));
        world.neither(world.alice.draft(put(below).under(NOTE).value("again")), Reason.SIGNATURE_REQUIRED);
        world.both(world.alice.draft(put(below).under(NOTE).value("again")).signed());
        world.both(world.alice.draft(delete(RULED)).signed());
        world.neither(world.alice.draft(store(RULED, "again")), Reason.SIGNATURE_REQUIRED);
        world.both(world.bob.draft(store(RULED, "again")).signed());
    }

    @Test
    void inCentralizedTrustRulesThatAreNotAnsweredYetCountToo() {
        World world = new World(Trust.CENTRALIZED);
        Sender ruled = world.chain
                .submit(world.alice.draft(put(NOTE).ruled(Rule.inherited().readBy(ALICE), Rings.SECOND))
                        .signed()
                        .commit());
        Sender deleted = world.chain.submit(world.alice.draft(delete(NOTE)).signed().commit());
        Sender begun = world.chain.submit(world.alice.draft(store(NOTE, "again")).commit());
        world.chain.sync();
        assertThat(ruled.outcome().reason()).isNull();
        assertThat(deleted.outcome().reason()).isNull();
        assertThat(begun.outcome().reason()).isEqualTo(Reason.SIGNATURE_REQUIRED);
    }

    @Test
    void inCentralizedTrustTheSignatureIsByAKeyWithTheRight() {
        World world = new World(Trust.CENTRALIZED);
        Change rule = put(NOTE).ruled(Rule.inherited().readBy(ALICE));
        world.neither(world.bob.draft(rule).signed(), Reason.NO_CONTROL_AUTHORITY);
        world.neither(world.bob.draft(rule).alsoUnder(ALICE).signedBy(BOB), Reason.SIGNATURE_REQUIRED);
        world.both(world.bob.draft(rule).alsoUnder(ALICE).signedBy(ALICE));
    }

    @Test
    void inCentralizedTrustSignedChangesPass() {
        World world = new World(Trust.CENTRALIZED);
        world.both(world.alice.draft(put(NOTE).ruled(Rule.inherited().readBy(ALICE))).signed());
        world.both(world.alice.draft(put(NOTE).under(RULED)).signed());
        world.both(world.alice.draft(publish(CAROL.publicKeys())).signed());
        world.both(world.alice.draft(delete(RULED)).signed());
    }

    @Test
    void inCentralizedTrustAServerCannotMakeAnyoneEncryptToItsKeyOrWriteInClear() {
        World world = new World(Trust.CENTRALIZED);
        Author server = new Author(world.genesis, CAROL, 0);
        assertThat(world.forged(server.draft(publish(CAROL.publicKeys()),
                put(NOTE).ruled(Rule.inherited().readBy(CAROL), Rings.SECOND)).signed())).isNotNull();
        assertThat(world.forged(world.alice.draft(put(NOTE).ruled(Rule.inherited().readByEveryone())))).isNotNull();
        assertThat(world.forged(world.alice.draft(putZero(Rule.ownedBy(ALICE).readByEveryone())))).isNotNull();
        assertThat(world.forged(world.alice.draft(put(NOTE).value("a value is the server's word")))).isNull();
    }

    @Test
    void inDistributedTrustEverythingIsSigned() {
        World world = new World(Trust.DISTRIBUTED);
        world.neither(world.bob.draft(put(NOTE).value("two")).unsigned(), Reason.SIGNATURE_REQUIRED);
        world.neither(world.bob.draft(delete(NOTE)).unsigned(), Reason.SIGNATURE_REQUIRED);
        world.neither(world.bob.draft(put(NOTE).value("two")).alsoUnder(ALICE).signedBy(BOB),
                Reason.SIGNATURE_REQUIRED);
        world.both(world.bob.draft(put(NOTE).value("two")).alsoUnder(ALICE));
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void aFollowerRefusesWhatAnHonestServerWouldNotAdmit(Trust trust) {
        World world = new World(trust);
        PrimaryKey missing = new PrimaryKey(1, 404);
        world.neither(world.alice.draft(put(missing).value("x")).signed(), Reason.NO_SUCH_OBJECT);
        world.neither(world.alice.draft(put(OTHER).under(missing).value("x")).signed(), Reason.NO_SUCH_PARENT);
        world.neither(world.alice.draft(put(NOTE).under(NOTE)).signed(), Reason.CYCLE);
        world.neither(world.alice.draft(put(NOTE).value("x").onlyIf(new Condition.AtVersion(99))).signed(),
                Reason.CONFLICT);
        world.neither(world.alice.draft(put(NOTE).sealed("x", Rings.SECOND)).signed(), Reason.STALE_DATA_KEY);
        world.neither(world.alice.draft(put(NOTE).clear("x")).signed(), Reason.MUST_BE_SEALED);
        world.neither(world.alice.draft(put(NOTE).value("x")).signed().basedOn(1000), Reason.BASIS_AHEAD);
        world.neither(world.bob.draft(put(RULED).ruled(Rule.inherited())).signed(), Reason.NO_CONTROL_AUTHORITY);
    }

    @Test
    void inDistributedTrustAFollowerRefusesWhatAStrangerWrote() {
        World world = new World(Trust.DISTRIBUTED);
        assertThat(world.forged(new Author(world.genesis, CAROL, 0)
                .draft(publish(CAROL.publicKeys()), put(NOTE).value("x")))).isEqualTo(Reason.NO_WRITE_AUTHORITY);
    }

    @Test
    void inDistributedTrustAServerThatLeavesOutACommitIsDetectedByWhatBuildsOnIt() {
        World world = new World(Trust.DISTRIBUTED);
        world.alice.draft(put(NOTE).value("kept back")).commit();
        assertThat(world.forged(world.alice.draft(put(NOTE).value("x").onlyIf(new Condition.AtOwn(2)))))
                .isEqualTo(Reason.PREDECESSOR_REFUSED);
    }

    @Test
    void whoFollowsNeedsNoProofsOfKeys() {
        World world = new World(Trust.CENTRALIZED);
        assertThat(world.forged(world.bob.draft(put(NOTE).value("two")))).isNull();
    }
}
