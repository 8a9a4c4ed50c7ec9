package io.ate.internal.event;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Rings;
import io.ate.internal.testing.Rule;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An event names one object and says each thing once: repeated, extra and unknown fields are refused. */
class RefusedLayoutsTest {
    private static final KeyId ALICE = new KeyId(1, 1);
    private static final KeyId BOB = new KeyId(2, 2);
    private static final PrimaryKey NOTE = new PrimaryKey(1, 1);
    private static final PrimaryKey OF_BOB = PublishedKey.objectOf(BOB);
    private static final Hash HASH = Hash.of(new byte[32]);
    private static final PayloadForm CLEAR = new PayloadForm(PayloadForm.Format.JSON, 0, null);

    private static void refused(ThrowingCallable decoding, String why) {
        assertThatThrownBy(decoding).isInstanceOf(MalformedException.class).hasMessageContaining(why);
    }

    private static void refused(Facts facts, String why) {
        refused(() -> Facts.decode(facts.encode()), why);
    }

    private static Facts facts(Kind kind, PrimaryKey key, String type, Place place,
            @Nullable ObjectRules rules, @Nullable PayloadForm form) {
        return new Facts(kind, key, null, type, place, rules, new Condition.None(), ALICE, 0, null, form, null);
    }

    @Test
    void unknownCodesAndBits() {
        byte[] good = Change.store(NOTE, "x").by(ALICE).factsBytes().toArray();
        for (int at : new int[] {0, 1}) {
            for (int value : new int[] {0x10, 0x80, 0xff}) {
                byte[] changed = good.clone();
                changed[at] = (byte) value;
                refused(() -> Facts.decode(Slice.of(changed)), "unknown");
            }
        }
    }

    @Test
    void theRingThatAMovedObjectWillBring() {
        String why = "of a later version";
        Slice ring = new WireWriter().u8(KeyRing.MOVED).u16(1).raw(Slice.of(new byte[16 + 60])).toSlice();
        for (ReadRule rule : List.of(new ReadRule.Inherit(), new ReadRule.Everyone(),
                new ReadRule.Keys(List.of(ALICE)))) {
            refused(() -> KeyRing.decode(ring, rule), why);
        }
        Place below = new Place.Under(new PrimaryKey(2, 2), "notes");
        Facts moved = new Facts(Kind.PUT, NOTE, null, "note", below, null, new Condition.None(), ALICE, 0, null, null,
                HASH);
        refused(moved, why);
        refused(new Facts(Kind.PUT, NOTE, null, "note", new Place.Stays(), null, new Condition.None(), ALICE, 0, null,
                CLEAR, HASH), "names readers");
    }

    @Test
    void aPublicKeyThatWentThroughATransformer() {
        refused(facts(Kind.KEY, OF_BOB, "", new Place.Stays(), null,
                new PayloadForm(PayloadForm.Format.FIXED, 1, null)), "published in clear, in its fixed layout");
    }

    @Test
    void aRequestOrAKeyThatIsSealedAgain() {
        String why = "only what an object had";
        refused(facts(Kind.KEY, OF_BOB, "", new Place.Stays(), null,
                new PayloadForm(PayloadForm.Format.FIXED, 0, null, true, null)), why);
        refused(facts(Kind.EPHEMERAL, NOTE, "note", new Place.Under(new PrimaryKey(2, 2), SignedEphemeral.REQUESTS),
                null, new PayloadForm(PayloadForm.Format.JSON, 0, null, true, null)), why);
    }

    @Test
    void aValueInClearOrARequestThatAnswersForAPlace() {
        String why = "answers for the place";
        refused(facts(Kind.PUT, NOTE, "note", new Place.Top(), null,
                new PayloadForm(PayloadForm.Format.JSON, 0, null, false, new PlaceMark(1, 7))), why);
        refused(facts(Kind.EPHEMERAL, NOTE, "note", new Place.Under(new PrimaryKey(2, 2), SignedEphemeral.REQUESTS),
                null, new PayloadForm(PayloadForm.Format.JSON, 0, new DataKeyId(1, 1), false,
                        new PlaceMark(1, 7))),
                why);
    }

    @Test
    void aDeletionThatCarriesMore() {
        ObjectRules rules = new ObjectRules(new ReadRule.Inherit(), new WriteRule.Nobody(), new ControlRule.Inherit());
        String why = "deletion carries nothing";
        refused(facts(Kind.DELETE, NOTE, "note", new Place.Stays(), null, null), why);
        refused(facts(Kind.DELETE, NOTE, "", new Place.Top(), null, null), why);
        refused(facts(Kind.DELETE, NOTE, "", new Place.Stays(), rules, null), why);
        refused(facts(Kind.DELETE, NOTE, "", new Place.Stays(), null, CLEAR), why);
        refused(facts(Kind.DELETE, PrimaryKey.ZERO, "", new Place.Stays(), null, null), "object zero");
    }

    @Test
    void aChangeThatChangesNothingOrHasNoType() {
        refused(facts(Kind.PUT, NOTE, "note", new Place.Stays(), null, null), "changes something");
        refused(facts(Kind.PUT, NOTE, "", new Place.Top(), null, CLEAR), "has a type");
    }

    @Test
    void objectZeroWithAnythingButCompleteRules() {
        ObjectRules complete = new ObjectRules(new ReadRule.Everyone(), new WriteRule.Everyone(),
                new ControlRule.AnyOf(List.of(ALICE)));
        ObjectRules partial = new ObjectRules(new ReadRule.Inherit(), new WriteRule.Everyone(),
                new ControlRule.AnyOf(List.of(ALICE)));
        String why = "object zero takes complete rules";
        refused(facts(Kind.PUT, PrimaryKey.ZERO, "", new Place.Stays(), partial, null), why);
        refused(facts(Kind.PUT, PrimaryKey.ZERO, "", new Place.Stays(), null, CLEAR), why);
        Facts typed = new Facts(Kind.PUT, PrimaryKey.ZERO, null, "note", new Place.Stays(), complete,
                new Condition.None(), ALICE, 0, null, null, HASH);
        refused(typed, why);
    }

    @Test
    void aRingWithoutReadersAndReadersWithoutARing() {
        ObjectRules readers = new ObjectRules(new ReadRule.Keys(List.of(ALICE)), new WriteRule.Inherit(),
                new ControlRule.Inherit());
        refused(facts(Kind.PUT, NOTE, "note", new Place.Stays(), readers, null), "a ring stands beside");
        refused(new Facts(Kind.PUT, NOTE, null, "note", new Place.Top(), null, new Condition.None(), ALICE, 0, null,
                CLEAR, HASH), "a ring stands beside");
    }

    @Test
    void aRingThatNobodyNamesOrThatIsNotThere() {
        Slice ring = Rings.sealed(1, Rings.FIRST).encode();
        Event bare = Change.store(NOTE, "x").by(ALICE);
        Event ringed = Change.store(NOTE, "x")
                .ruled(new Rule(new ObjectRules(new ReadRule.Keys(List.of(ALICE)), new WriteRule.Inherit(),
                        new ControlRule.Inherit())))
                .by(ALICE);
        for (Event wrong : List.of(Event.of(bare.facts(), bare.factsBytes(), bare.seal(), ring, bare.payload()),
                Event.of(ringed.facts(), ringed.factsBytes(), ringed.seal(), Slice.empty(), ringed.payload()))) {
            WireWriter out = new WireWriter();
            wrong.write(out);
            refused(() -> Event.read(new WireReader(out.toSlice())), "the ring that an event names");
        }
    }

    @Test
    void aValueInTheFixedLayoutAndAKeyInAnyOther() {
        PayloadForm fixed = new PayloadForm(PayloadForm.Format.FIXED, 0, null);
        refused(facts(Kind.PUT, NOTE, "note", new Place.Top(), null, fixed), "Smile or JSON");
        refused(facts(Kind.KEY, OF_BOB, "", new Place.Stays(), null, CLEAR), "published in clear");
        refused(facts(Kind.KEY, OF_BOB, "", new Place.Stays(), null,
                new PayloadForm(PayloadForm.Format.FIXED, 0, new DataKeyId(1, 1))), "published in clear");
        refused(facts(Kind.KEY, OF_BOB, "", new Place.Top(), null, fixed), "published in clear");
    }

    @Test
    void anythingButAPublicKeyWherePublicKeysAre() {
        PayloadForm fixed = new PayloadForm(PayloadForm.Format.FIXED, 0, null);
        refused(facts(Kind.KEY, NOTE, "", new Place.Stays(), null, fixed), "stand where keys are");
        refused(facts(Kind.PUT, OF_BOB, "note", new Place.Top(), null, CLEAR), "stand where keys are");
        refused(facts(Kind.DELETE, OF_BOB, "", new Place.Stays(), null, null), "stand where keys are");
    }

    @Test
    void aReplyThatIsNoEphemeralEvent() {
        refused(new Facts(Kind.PUT, NOTE, null, "note", new Place.Top(), null, new Condition.None(), ALICE, 0, HASH,
                CLEAR, null), "only an ephemeral event replies");
    }

    @Test
    void aPlaceBelowObjectZeroOrInACollectionWithoutName() {
        refused(facts(Kind.PUT, NOTE, "note", new Place.Under(PrimaryKey.ZERO, "notes"), null, CLEAR), "a place below");
        refused(facts(Kind.PUT, NOTE, "note", new Place.Under(NOTE, ""), null, CLEAR), "a place below");
    }

    @Test
    void aKeyThatStandsTwiceInARule() {
        Facts twice = facts(Kind.PUT, NOTE, "note", new Place.Top(), new ObjectRules(new ReadRule.Inherit(),
                new WriteRule.AnyOf(List.of(ALICE, BOB, ALICE)), new ControlRule.Inherit()), null);
        refused(twice, "stands twice");
    }

    @Test
    void aListOfNoKeysOrTooMany() {
        Facts none = facts(Kind.PUT, NOTE, "note", new Place.Top(), new ObjectRules(new ReadRule.Inherit(),
                new WriteRule.AnyOf(List.of()), new ControlRule.Inherit()), null);
        refused(none, "1 to 1024");
        List<KeyId> many = IntStream.rangeClosed(0, Bounds.RULE_KEYS).mapToObj(i -> new KeyId(9, i)).toList();
        Facts tooMany = facts(Kind.PUT, NOTE, "note", new Place.Top(), new ObjectRules(new ReadRule.Inherit(),
                new WriteRule.AnyOf(many), new ControlRule.Inherit()), null);
        refused(tooMany, "1 to 1024");
    }

    @Test
    void aCommitThatNamesAnObjectTwice() {
        refused(commit(statement(2, List.of(ALICE), List.of()), Change.store(NOTE, "x"), Change.delete(NOTE)),
                "names an object at most once");
    }

    @Test
    void aCommitWhoseConditionIsOnAnObjectThatItWrites() {
        Statement statement = statement(1, List.of(ALICE),
                List.of(new ObjectCondition(NOTE, new Condition.Absent())));
        refused(commit(statement, Change.store(NOTE, "x")), "stands in its event");
    }

    @Test
    void aCommitWithAnEventOfSomebodyElse() {
        refused(commit(statement(1, List.of(BOB), List.of()), Change.store(NOTE, "x")), "author is one of");
    }

    @Test
    void aStatementThatDoesNotAddUp() {
        refused(() -> Statement.decode(statement(0, List.of(ALICE), List.of()).encode()), "a commit has an event");
        refused(() -> Statement.decode(statement(Bounds.EVENTS + 1, List.of(ALICE), List.of()).encode()), "exceeds");
        refused(() -> Statement.decode(statement(1, List.of(), List.of()).encode()), "acts under");
        refused(() -> Statement.decode(statement(1, List.of(ALICE, ALICE), List.of()).encode()), "twice");
        List<KeyId> many = IntStream.rangeClosed(0, Bounds.COMMIT_KEYS).mapToObj(i -> new KeyId(9, i)).toList();
        refused(() -> Statement.decode(statement(1, many, List.of()).encode()), "acts under");
        ObjectCondition absent = new ObjectCondition(NOTE, new Condition.Absent());
        refused(() -> Statement.decode(statement(1, List.of(ALICE), List.of(absent, absent)).encode()), "one real");
        refused(() -> Statement.decode(statement(1, List.of(ALICE),
                List.of(new ObjectCondition(NOTE, new Condition.None()))).encode()), "one real");
        Statement other = new Statement(new WriterId(BOB, 0, 0), 1, 1, 0, 0, HASH, List.of(ALICE), List.of(), null, 1,
                HASH);
        refused(() -> Statement.decode(other.encode()), "the first key of a commit is its writer's");
        Statement eager = new Statement(new WriterId(ALICE, 0, 0), 1, 2, 0, 0, HASH, List.of(ALICE), List.of(), null,
                1, HASH);
        refused(() -> Statement.decode(eager.encode()), "awaits");
    }

    @Test
    void signaturesOutOfOrderOrByNobody() {
        Statement statement = statement(1, List.of(ALICE, BOB), List.of());
        Event event = Change.store(NOTE, "x").by(ALICE);
        for (int[] indexes : new int[][] {{1, 0}, {0, 0}, {2}}) {
            List<CommitSignature> signatures = IntStream.of(indexes)
                    .mapToObj(i -> new CommitSignature(i, Slice.of(new byte[3])))
                    .toList();
            refused(() -> Commit.decode(
                    new Commit(statement, statement.encode(), signatures, List.of(event)).encode()), "in the order");
        }
    }

    @Test
    void lengthsBeyondTheirBoundsBeforeAnythingIsThere() {
        byte[] claims = new WireWriter().u32(Integer.MAX_VALUE).toArray();
        refused(() -> Commit.decode(Slice.of(claims)), "exceeds");
        refused(() -> SignedGenesis.decode(Slice.of(claims)), "exceeds");
        Event good = Change.put(NOTE).ruled(Rule.inherited().writtenByNobody()).by(ALICE);
        Slice seal = Seal.NOTHING.encode();
        WireWriter ring = new WireWriter().slice16(good.factsBytes())
                .u8(seal.length())
                .raw(seal)
                .u32(Bounds.RING + 1);
        refused(() -> Event.read(new WireReader(ring.toSlice())), "exceeds");
        Slice facts = Change.store(NOTE, "x").by(ALICE).factsBytes();
        Slice large = new WireWriter().u32(Bounds.PAYLOAD + 1).raw(new byte[56]).toSlice();
        WireWriter payload = new WireWriter().slice16(facts).u8(large.length()).raw(large).u32(0);
        refused(() -> Event.read(new WireReader(payload.toSlice())), "exceeds");
    }

    private static Statement statement(int count, List<KeyId> keys, List<ObjectCondition> conditions) {
        KeyId first = keys.isEmpty() ? ALICE : keys.getFirst();
        return new Statement(new WriterId(first, 0, 0), 1, 1, 0, 0, HASH, keys, conditions, null, count, HASH);
    }

    private static ThrowingCallable commit(Statement statement, Change... changes) {
        List<Event> events = Arrays.stream(changes).map(change -> change.by(ALICE)).toList();
        Slice bytes = new Commit(statement, statement.encode(), List.of(), events).encode();
        return () -> Commit.decode(bytes);
    }
}
