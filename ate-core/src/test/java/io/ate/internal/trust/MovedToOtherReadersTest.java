package io.ate.internal.trust;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Trust;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.DrivenChain;
import io.ate.internal.testing.Follower;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Outcome;
import io.ate.internal.testing.Rule;
import io.ate.internal.view.ObjectEntry;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.ate.internal.testing.Change.delete;
import static io.ate.internal.testing.Change.put;
import static io.ate.internal.testing.Change.store;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a modified client sends that moves objects to where others read, and what a lying server plays once more of an
 * object that was moved. Server and clients judge alike.
 */
class MovedToOtherReadersTest {
    private static final PrimaryKey PLAIN = new PrimaryKey(1, 1);
    private static final PrimaryKey BELOW = new PrimaryKey(1, 2);
    private static final PrimaryKey VAULT = new PrimaryKey(1, 3);
    private static final PrimaryKey BOARD = new PrimaryKey(1, 4);
    private static final PrimaryKey OTHER_BOARD = new PrimaryKey(1, 5);
    private static final PrimaryKey FOLDER = new PrimaryKey(1, 6);
    private static final DataKeyId OF_THE_VAULT = new DataKeyId(77, 77);

    private final HeldKeys alice = Keys.of("alice");

    /** A chain with a server, a client that follows it, and one who writes whatever she likes. */
    private final class Setting {
        private final SignedGenesis genesis;
        private final DrivenChain chain;
        private final Follower client;
        private final Author author;

        private Setting(Trust trust) {
            Founding founding = Founding.ownedBy(alice);
            genesis = (trust == Trust.CENTRALIZED ? founding.centralized() : founding).genesis();
            chain = DrivenChain.begin(genesis);
            client = new Follower(genesis);
            author = chain.author(alice);
            taken(store(PLAIN, "x"), put(BELOW).under(PLAIN).value("x"), store(FOLDER, "x"),
                    put(VAULT).atTop().ruled(Rule.inherited().readBy(alice), OF_THE_VAULT).sealed("x", OF_THE_VAULT),
                    put(BOARD).atTop().ruled(Rule.inherited().readByEveryone()).clear("x"),
                    put(OTHER_BOARD).atTop().ruled(Rule.inherited().readByEveryone()).clear("x"));
        }

        private void taken(Change... changes) {
            Commit commit = author.draft(changes).signed().commit();
            Outcome outcome = chain.admit(commit);
            assertThat(outcome.reason()).as("%s", outcome).isNull();
            assertThat(client.follow(commit)).isNull();
        }

        private void refused(Reason reason, Change... changes) {
            Commit commit = author.draft(changes).signed().commit();
            assertThat(chain.admit(commit).reason()).isEqualTo(reason);
            assertThat(client.follow(commit)).isEqualTo(reason);
        }

        /** To a client it is a matter of rights: nobody who has any speaks for it. */
        private void refusedUnsigned(Change change) {
            Commit commit = author.draft(change).unsigned().commit();
            assertThat(chain.admit(commit).reason()).isEqualTo(Reason.SIGNATURE_REQUIRED);
            assertThat(client.follow(commit)).isNotNull();
        }

        private void assertAt(PrimaryKey key, PrimaryKey parent) {
            for (ObjectEntry entry : new ObjectEntry[] {Objects.requireNonNull(chain.view().live(key)),
                Objects.requireNonNull(client.view().live(key))}) {
                assertThat(entry.parent()).isEqualTo(parent);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void aValueDoesNotGoToOtherReadersAsItIs(Trust trust) {
        Setting at = new Setting(trust);
        at.refused(Reason.STALE_DATA_KEY, put(PLAIN).under(VAULT));
        at.refused(Reason.STALE_DATA_KEY, put(PLAIN).under(BOARD));
        at.refused(Reason.STALE_DATA_KEY, put(BELOW).under(BOARD));
        at.taken(put(BELOW).under(FOLDER));
        at.taken(put(VAULT).under(BOARD));
        at.taken(put(BOARD).under(OTHER_BOARD));
        at.assertAt(VAULT, BOARD);
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void aValueThatIsSealedForItsNewReadersGoesToThem(Trust trust) {
        Setting at = new Setting(trust);
        at.refused(Reason.STALE_DATA_KEY, put(PLAIN).under(VAULT).value("sealed for those of the chain"));
        at.refused(Reason.MUST_BE_CLEAR, put(PLAIN).under(BOARD).value("sealed"));
        at.taken(put(PLAIN).under(VAULT).sealed("for those of the vault", OF_THE_VAULT));
        at.assertAt(PLAIN, VAULT);
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whoseOwnReadersEndBringsItsValueWithIt(Trust trust) {
        Setting at = new Setting(trust);
        at.refused(Reason.STALE_DATA_KEY, put(VAULT).under(FOLDER).ruled(Rule.inherited()));
        at.taken(put(VAULT).under(FOLDER).ruled(Rule.inherited()).value("for those of the chain"));
        at.assertAt(VAULT, FOLDER);
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whatHasReadersAtLastGoesAnywhereInTheCommitThatGivesThem(Trust trust) {
        Setting at = new Setting(trust);
        at.refused(Reason.STALE_DATA_KEY, put(PLAIN).under(VAULT).ruled(Rule.inherited().writtenBy(alice)));
        at.taken(put(PLAIN).under(VAULT)
                .ruled(Rule.inherited().readBy(alice), new DataKeyId(5, 5))
                .sealed("its own", new DataKeyId(5, 5)));
        at.assertAt(PLAIN, VAULT);
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whoIsAboveItChangesInTheSameCommitMakesNoDifference(Trust trust) {
        Setting at = new Setting(trust);
        at.taken(put(PLAIN).under(FOLDER));
        at.refused(Reason.STALE_DATA_KEY,
                put(FOLDER).ruled(Rule.inherited().readBy(alice), new DataKeyId(6, 6)),
                put(BELOW).under(FOLDER));
        at.taken(put(FOLDER).ruled(Rule.inherited().readBy(alice), new DataKeyId(6, 6)), put(PLAIN).atTop());
        at.assertAt(PLAIN, PrimaryKey.ZERO);
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void aMoveThatOnlyTheServerKnowsOfIsNone(Trust trust) {
        Setting at = new Setting(trust);
        at.refusedUnsigned(put(PLAIN).under(FOLDER));
        at.refusedUnsigned(put(PLAIN).under(FOLDER).value("with a value"));
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void theBirthOfWhatWasMovedIsNotPlayedOnceMoreWhereItWas(Trust trust) {
        Setting at = new Setting(trust);
        at.taken(put(BELOW).under(FOLDER));
        at.taken(delete(BELOW));
        at.refusedUnsigned(put(BELOW).under(PLAIN).value("x"));
        at.refusedUnsigned(put(BELOW).under(FOLDER).value("x"));
        at.taken(put(BELOW).under(PLAIN).value("x"));
        at.taken(delete(FOLDER));
        if (trust == Trust.CENTRALIZED) {
            Commit neverMoved = at.author.draft(put(FOLDER).atTop().value("x")).unsigned().commit();
            assertThat(at.chain.admit(neverMoved).reason()).as("what was neither ruled nor moved").isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void noOrderOfMovesMakesTheJudgeLookForRulesInVain(Trust trust) {
        Setting at = new Setting(trust);
        at.taken(put(BELOW).atTop(), put(PLAIN).under(BELOW), put(FOLDER).under(PLAIN));
        at.assertAt(FOLDER, PLAIN);
        at.taken(delete(PLAIN), put(BELOW).under(OTHER_BOARD).clear("now for all"));
        at.refused(Reason.NO_SUCH_OBJECT, put(FOLDER).atTop());
        at.assertAt(BELOW, OTHER_BOARD);
    }
}
