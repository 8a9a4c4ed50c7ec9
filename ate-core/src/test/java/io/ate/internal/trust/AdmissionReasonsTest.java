package io.ate.internal.trust;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitSignature;
import io.ate.internal.event.Condition;
import io.ate.internal.event.DerivedKeys;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Fence;
import io.ate.internal.event.Kind;
import io.ate.internal.event.NameTag;
import io.ate.internal.event.Place;
import io.ate.internal.event.Seal;
import io.ate.internal.event.Statement;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.DrivenChain;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Outcome;
import io.ate.internal.testing.Rings;
import io.ate.internal.testing.Rule;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.view.ChainState;
import io.ate.internal.wire.Slice;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static io.ate.internal.testing.Change.delete;
import static io.ate.internal.testing.Change.publish;
import static io.ate.internal.testing.Change.put;
import static io.ate.internal.testing.Change.putZero;
import static io.ate.internal.testing.Change.store;
import static org.assertj.core.api.Assertions.assertThat;

/** Every reason that admission can give, each by the plainest commit that deserves it. */
class AdmissionReasonsTest {
    private static final PrimaryKey NOTE = new PrimaryKey(1, 1);
    private static final PrimaryKey OTHER = new PrimaryKey(1, 2);
    private static final PrimaryKey MISSING = new PrimaryKey(1, 404);
    private static final NameTag TAG = new NameTag(5, 6);

    private final HeldKeys alice = Keys.of("alice");
    private final HeldKeys bob = Keys.of("bob");
    private final DrivenChain chain = DrivenChain.begin(Founding.ownedBy(alice).genesis());
    private final DrivenChain trusting = DrivenChain.begin(Founding.ownedBy(alice).centralized().genesis());
    private final Author author = chain.author(alice);

    private void assertRefused(Commit commit, Reason reason) {
        assertRefused(chain, commit, reason);
    }

    private static void assertRefused(DrivenChain chain, Commit commit, Reason reason) {
        long end = chain.sequencer().end();
        int size = chain.view().size();
        Outcome outcome = chain.admit(commit);
        assertThat(outcome.reason()).as("%s", outcome).isEqualTo(reason);
        assertThat(chain.sequencer().end()).as("a refused commit leaves no trace in the order").isEqualTo(end);
        assertThat(chain.view().size()).as("a refused commit leaves no trace in the view").isEqualTo(size);
    }

    private long stored(PrimaryKey key) {
        return chain.admit(author.commit(store(key, "one"))).first();
    }

    @Test
    void aGoodCommitIsAdmitted() {
        assertThat(chain.admit(author.commit(store(NOTE, "one")))).isEqualTo(new Outcome.Committed(1, 1));
        assertThat(chain.view().live(NOTE)).isNotNull();
    }

    @Test
    void aPayloadThatIsNotWhatItsHashSaysIsMalformed() {
        Commit good = author.commit(store(NOTE, "one"));
        Event event = good.events().getFirst().withPayload(Slice.of(new byte[] {'o', 'n', 'f'}));
        assertRefused(with(good, event), Reason.MALFORMED);
    }

    @Test
    void aRingThatIsNotWhatItsHashSaysIsMalformed() {
        Commit good = author.commit(store(NOTE, "one").ruled(Rule.inherited().readBy(alice)));
        Event event = good.events().getFirst();
        Slice other = Rings.sealed(1, Rings.SECOND).encode();
        assertRefused(with(good, Event.of(event.facts(), event.factsBytes(), event.seal(), other, event.payload())),
                Reason.MALFORMED);
    }

    @Test
    void eventsThatAreNotThoseOfTheMerkleRootAreMalformed() {
        Commit good = author.commit(store(NOTE, "one"));
        assertRefused(with(good, store(OTHER, "one").by(alice.id())), Reason.MALFORMED);
    }

    @Test
    void leavingOutAnEventOfACommitIsMalformed() {
        Commit good = author.commit(store(NOTE, "one"), store(OTHER, "two"));
        assertRefused(new Commit(good.statement(), good.statementBytes(), good.signatures(),
                good.events().subList(0, 1)), Reason.MALFORMED);
    }

    @Test
    void aKeyThatIsNotProvenInCentralizedTrustIsRefused() {
        Commit commit = trusting.author(alice).commit(store(NOTE, "one"));
        assertThat(trusting.admit(commit, Set.of(bob.id())).reason()).isEqualTo(Reason.NOT_PROVEN);
    }

    @Test
    void aSignatureProvesItsKeyInCentralizedTrust() {
        Commit commit = trusting.author(alice).draft(store(NOTE, "one")).signed().commit();
        assertThat(trusting.admit(commit, Set.of()).reason()).isNull();
    }

    @Test
    void aNumberThatWasRefusedAndPassedOverIsSpent() {
        Commit refused = author.commit(delete(MISSING));
        assertRefused(refused, Reason.NO_SUCH_OBJECT);
        stored(NOTE);
        long number = refused.statement().number();
        assertRefused(author.draft(store(MISSING, "another")).numbered(number).commit(), Reason.REFUSED_EARLIER);
    }

    @Test
    void anotherCommitUnderAnAdmittedNumberMeansThatTheWriterWasCloned() {
        stored(NOTE);
        Commit second = new Author(chain.genesis(), alice, 0).commit(store(OTHER, "by the clone"));
        assertRefused(second, Reason.WRITER_CLONED);
    }

    @Test
    void aBasisBeyondTheEndIsAhead() {
        stored(NOTE);
        assertRefused(author.draft(put(NOTE).value("two")).basedOn(2).commit(), Reason.BASIS_AHEAD);
        assertThat(chain.admit(author.draft(put(NOTE).value("two")).basedOn(1).commit()).reason()).isNull();
    }

    @Test
    void aLockThatNobodyGaveIsLost() {
        assertRefused(author.draft(store(NOTE, "one")).fenced(new Fence(OTHER, 1, 1)).commit(), Reason.LOCK_LOST);
    }

    @Test
    void anObjectThatMustBeAbsentButIsThereIsAConflict() {
        stored(NOTE);
        assertRefused(author.commit(put(NOTE).value("two").onlyIf(new Condition.Absent())), Reason.CONFLICT);
    }

    @Test
    void anObjectThatChangedSinceItsVersionIsAConflict() {
        long first = stored(NOTE);
        Change edit = put(NOTE).value("two").onlyIf(new Condition.AtVersion(first));
        assertThat(chain.admit(author.commit(edit)).reason()).isNull();
        assertRefused(author.commit(edit), Reason.CONFLICT);
    }

    @Test
    void anObjectThatWasDeletedSinceItsVersionIsAConflict() {
        long first = stored(NOTE);
        chain.admit(author.commit(delete(NOTE)));
        assertRefused(author.commit(store(NOTE, "two").onlyIf(new Condition.AtVersion(first))), Reason.CONFLICT);
    }

    @Test
    void aConditionOnAnObjectThatIsNotWrittenCounts() {
        long first = stored(NOTE);
        assertThat(chain.admit(author.draft(store(OTHER, "x")).onlyIf(NOTE, new Condition.AtVersion(first)).commit())
                .reason()).isNull();
        chain.admit(author.commit(put(NOTE).value("two")));
        assertRefused(author.draft(put(OTHER).value("y")).onlyIf(NOTE, new Condition.AtVersion(first)).commit(),
                Reason.CONFLICT);
    }

    @Test
    void whatBuildsOnARefusedCommitIsRefusedToo() {
        Commit refused = author.commit(delete(MISSING));
        assertRefused(refused, Reason.NO_SUCH_OBJECT);
        assertRefused(author.commit(store(NOTE, "two").onlyIf(new Condition.AtOwn(1))), Reason.PREDECESSOR_REFUSED);
    }

    @Test
    void whatBuildsOnAnOwnCommitHoldsOnlyWhileThatIsTheNewest() {
        stored(NOTE);
        Change edit = put(NOTE).value("two").onlyIf(new Condition.AtOwn(1));
        assertThat(chain.admit(author.commit(edit)).reason()).isNull();
        assertRefused(author.commit(edit), Reason.CONFLICT);
    }

    @Test
    void aParentThatIsNotThereIsRefused() {
        assertRefused(author.commit(put(NOTE).under(MISSING).value("x")), Reason.NO_SUCH_PARENT);
    }

    @Test
    void aPublishedKeyIsNobodysParent() {
        chain.admit(author.commit(publish(bob.publicKeys())));
        assertRefused(author.commit(put(NOTE).under(publish(bob.publicKeys()).key()).value("x")),
                Reason.NO_SUCH_PARENT);
    }

    @Test
    void anObjectThatIsNotThereCannotBeChangedMovedOrDeleted() {
        assertRefused(author.commit(put(MISSING).value("x")), Reason.NO_SUCH_OBJECT);
        assertRefused(author.commit(put(MISSING).atTop().ruled(Rule.inherited())), Reason.NO_SUCH_OBJECT);
        assertRefused(author.commit(delete(MISSING)), Reason.NO_SUCH_OBJECT);
    }

    @Test
    void aDerivedKeyThatItsParentAndTagDoNotGiveIsRefused() {
        PrimaryKey elsewhere = DerivedKeys.derive(chain.id(), MISSING, TAG);
        assertRefused(author.commit(store(elsewhere, "squatter").named(TAG)), Reason.WRONG_DERIVED_KEY);
        PrimaryKey key = DerivedKeys.derive(chain.id(), PrimaryKey.ZERO, TAG);
        assertRefused(author.commit(store(key, "wrong tag").named(new NameTag(5, 7))), Reason.WRONG_DERIVED_KEY);
        assertRefused(author.commit(put(key).named(TAG).value("no place")), Reason.WRONG_DERIVED_KEY);
        assertThat(chain.admit(author.commit(store(key, "right").named(TAG))).reason()).isNull();
    }

    @Test
    void anObjectBelowItselfIsACycle() {
        stored(NOTE);
        chain.admit(author.commit(put(OTHER).under(NOTE).value("x")));
        assertRefused(author.commit(put(NOTE).under(OTHER)), Reason.CYCLE);
        assertRefused(author.commit(put(NOTE).under(NOTE)), Reason.CYCLE);
    }

    @Test
    void anObjectBoundToItsPlaceByItsNameIsNotMovable() {
        PrimaryKey key = DerivedKeys.derive(chain.id(), PrimaryKey.ZERO, TAG);
        stored(OTHER);
        chain.admit(author.commit(store(key, "one").named(TAG)));
        assertRefused(author.commit(put(key).under(OTHER).named(TAG)), Reason.WRONG_DERIVED_KEY);
        PrimaryKey below = DerivedKeys.derive(chain.id(), OTHER, TAG);
        chain.admit(author.commit(put(below).under(OTHER, "notes").named(TAG).value("x")));
        assertRefused(author.commit(put(below).under(OTHER, "drafts").named(TAG)), Reason.NOT_MOVABLE);
    }

    @Test
    void aStrangerMayNotWrite() {
        stored(NOTE);
        chain.admit(author.commit(publish(bob.publicKeys())));
        Author stranger = chain.author(bob);
        assertRefused(stranger.commit(put(NOTE).value("x")), Reason.NO_WRITE_AUTHORITY);
        assertRefused(stranger.commit(store(OTHER, "x")), Reason.NO_WRITE_AUTHORITY);
        assertRefused(stranger.commit(put(OTHER).under(NOTE).value("x")), Reason.NO_WRITE_AUTHORITY);
        assertRefused(stranger.commit(delete(NOTE)), Reason.NO_WRITE_AUTHORITY);
    }

    @Test
    void aWriterMayNotChangeRulesNorMove() {
        stored(NOTE);
        stored(OTHER);
        chain.admit(author.commit(publish(bob.publicKeys()), putZero(Rule.ownedBy(alice).writtenBy(alice, bob))));
        Author writer = chain.author(bob);
        assertRefused(writer.commit(put(NOTE).ruled(Rule.inherited().writtenByNobody())),
                Reason.NO_CONTROL_AUTHORITY);
        assertRefused(writer.commit(put(NOTE).under(OTHER)), Reason.NO_CONTROL_AUTHORITY);
        assertRefused(writer.commit(putZero(Rule.ownedBy(bob))), Reason.NO_CONTROL_AUTHORITY);
        assertThat(chain.admit(writer.commit(put(NOTE).value("mine"))).reason()).isNull();
    }

    @Test
    void aKeyThatNothingNeedsIsNotPublished() {
        HeldKeys carol = Keys.of("carol");
        DrivenChain open = DrivenChain
                .begin(Founding.ownedBy(alice).ruledBy(Rule.ownedBy(alice).writtenBy(alice, bob), bob).genesis());
        DrivenChain closed = DrivenChain
                .begin(Founding.ownedBy(alice).ruledBy(Rule.ownedBy(alice).readBy(alice, bob), bob).genesis());
        assertThat(open.admit(open.author(bob).commit(publish(carol.publicKeys()))).reason())
                .as("a root key publishes what it wants")
                .isNull();
        assertRefused(closed, closed.author(bob).commit(publish(carol.publicKeys())), Reason.KEY_NOT_NEEDED);
    }

    @Test
    void aRuleNamesOnlyKeysThatTheChainKnows() {
        assertRefused(author.commit(store(NOTE, "x").ruled(Rule.inherited().writtenBy(bob))), Reason.UNKNOWN_KEY);
        assertThat(chain.admit(author.commit(publish(bob.publicKeys()),
                store(NOTE, "x").ruled(Rule.inherited().writtenBy(bob)))).reason()).isNull();
    }

    @Test
    void aSignatureByAKeyThatTheChainDoesNotKnowIsRefused() {
        DrivenChain free = DrivenChain
                .begin(Founding.ownedBy(alice).ruledBy(Rule.ownedBy(alice).writtenByEveryone()).genesis());
        assertRefused(free, free.author(bob).commit(store(NOTE, "x")), Reason.UNKNOWN_KEY);
        assertThat(free.admit(free.author(bob).commit(publish(bob.publicKeys()), store(NOTE, "x"))).reason()).isNull();
    }

    @Test
    void aPayloadUnderAnOldDataKeyIsStale() {
        stored(NOTE);
        chain.admit(author.commit(putZero(Rule.ownedBy(alice)).ruled(Rule.ownedBy(alice), Rings.SECOND)));
        assertRefused(author.commit(put(NOTE).sealed("two", Rings.FIRST)), Reason.STALE_DATA_KEY);
        assertThat(chain.admit(author.commit(put(NOTE).sealed("two", Rings.SECOND))).reason()).isNull();
    }

    @Test
    void whatNotEveryoneMayReadMustBeSealed() {
        assertRefused(author.commit(put(NOTE).atTop().clear("x")), Reason.MUST_BE_SEALED);
    }

    @Test
    void whatEveryoneMayReadMustBeClear() {
        Rule open = Rule.inherited().readByEveryone();
        assertRefused(author.commit(store(NOTE, "x").ruled(open)), Reason.MUST_BE_CLEAR);
        assertThat(chain.admit(author.commit(put(NOTE).atTop().clear("x").ruled(open))).reason()).isNull();
    }

    @Test
    void inDistributedTrustEveryKeySigns() {
        chain.admit(author.commit(publish(bob.publicKeys())));
        assertRefused(author.draft(store(NOTE, "x")).unsigned().commit(), Reason.SIGNATURE_REQUIRED);
        assertRefused(author.draft(store(NOTE, "x")).alsoUnder(bob).signedBy(alice).commit(),
                Reason.SIGNATURE_REQUIRED);
        assertThat(chain.admit(author.draft(store(NOTE, "x")).alsoUnder(bob).commit()).reason()).isNull();
    }

    @Test
    void inCentralizedTrustWhatDecidesWhoCanReadIsSigned() {
        Author unsigned = trusting.author(alice);
        Rule rule = Rule.inherited().writtenByNobody();
        assertRefused(trusting, unsigned.commit(store(NOTE, "x").ruled(rule)), Reason.SIGNATURE_REQUIRED);
        assertRefused(trusting, unsigned.commit(putZero(Rule.ownedBy(alice))), Reason.SIGNATURE_REQUIRED);
        assertRefused(trusting, unsigned.commit(publish(bob.publicKeys())), Reason.SIGNATURE_REQUIRED);
    }

    @Test
    void aSignatureThatDoesNotHoldIsRefused() {
        Commit good = author.commit(store(NOTE, "x"));
        byte[] bytes = good.signatures().getFirst().bytes().toArray();
        bytes[100] ^= 1;
        assertRefused(new Commit(good.statement(), good.statementBytes(),
                List.of(new CommitSignature(0, Slice.of(bytes))), good.events()), Reason.SIGNATURE_INVALID);
    }

    @Test
    void anErasureIsNotSupportedYet() {
        stored(NOTE);
        Facts facts = new Facts(Kind.ERASE, NOTE, null, "", new Place.Stays(), null, new Condition.None(), alice.id(),
                0, null, null, null);
        Event erase = Event.of(facts, facts.encode(), Seal.NOTHING, Slice.empty(), Slice.empty());
        Commit commit = author.commit(delete(NOTE));
        assertRefused(rerooted(commit, erase), Reason.UNSUPPORTED);
    }

    @Test
    void objectsHangOnlySoDeep() {
        PrimaryKey at = PrimaryKey.ZERO;
        int depth = ChainState.DEPTH;
        for (int level = 1; level <= depth; level += 512) {
            Change[] steps = new Change[Math.min(512, depth - level + 1)];
            for (int i = 0; i < steps.length; i++) {
                PrimaryKey key = new PrimaryKey(2, level + i);
                steps[i] = at.isZero() ? store(key, "deep") : put(key).under(at).value("deep");
                at = key;
            }
            assertThat(chain.admit(author.commit(steps)).reason()).isNull();
        }
        assertRefused(author.commit(put(NOTE).under(at).value("too deep")), Reason.LIMIT);
    }

    private Commit rerooted(Commit commit, Event event) {
        Statement statement = commit.statement();
        Statement changed = new Statement(statement.writer(), statement.number(), statement.awaited(),
                statement.basis(), statement.headSize(), statement.headRoot(), statement.keys(),
                statement.conditions(), null, 1, MerkleFrontier.rootOf(List.of(event.hash(chain.id()))).root());
        Slice encoded = changed.encode();
        byte[] signature = alice.sign(Statement.hash(chain.id(), encoded), CommitCheck.COMMIT);
        return new Commit(changed, encoded, List.of(new CommitSignature(0, Slice.of(signature))), List.of(event));
    }

    private static Commit with(Commit commit, Event event) {
        return new Commit(commit.statement(), commit.statementBytes(), commit.signatures(), List.of(event));
    }
}
