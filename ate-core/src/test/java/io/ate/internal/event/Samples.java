package io.ate.internal.event;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Subscribers;
import io.ate.Trust;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Random values of every layout, all of them valid. Confined to one thread. */
final class Samples {
    private final Random random;

    Samples(Random random) {
        this.random = random;
    }

    byte[] of(Decoder layout) {
        Slice bytes = switch (layout) {
            case FACTS -> facts().encode();
            case EVENT -> encoded(event());
            case STATEMENT -> statement(1 + random.nextInt(9), keys()).encode();
            case COMMIT -> commit().encode();
            case RECORD -> CommitRecord.of(commit(), 100 + random.nextInt(100), number(), random.nextInt(100)).encode();
            case GENESIS -> genesis().encode();
            case SIGNED_GENESIS -> {
                GenesisRecord record = genesis();
                yield SignedGenesis.of(record, record.encode(), bytes(20)).encode();
            }
            case SEALED_RING -> ring(1 + random.nextInt(3));
            case CLEAR_RING -> new KeyRing.Clear(bytes(32)).encode();
            case PUBLISHED_KEY -> {
                boolean retired = random.nextBoolean();
                yield new PublishedKey(retired, maybe(this::keyId), retired ? maybe(this::keyId) : null, bytes(40))
                        .encode();
            }
            case EPHEMERAL -> ephemeral().encode();
            case HEAD -> {
                WireWriter out = new WireWriter();
                new SignedHead(ChainId.of(bytes(32).toArray()), number(), new RootAt(number(), hash()), number(),
                        bytes(30)).write(out);
                yield out.toSlice();
            }
        };
        return bytes.toArray();
    }

    Facts facts() {
        return event().facts();
    }

    Event event() {
        return event(keyId());
    }

    private Event event(KeyId author) {
        long high = random.nextLong();
        PrimaryKey key = new PrimaryKey(high < 0 ? high : high >>> 1, random.nextLong());
        NameTag tag = key.isDerived() ? new NameTag(random.nextLong(), random.nextLong()) : null;
        if (random.nextInt(5) == 0) {
            Facts facts = new Facts(Kind.DELETE, key, tag, "", new Place.Stays(), null, condition(), author, number(),
                    null, null, null);
            return Event.of(facts, facts.encode(), Seal.NOTHING, Slice.empty(), Slice.empty());
        }
        ObjectRules rules = maybe(this::rules);
        Slice ring = rules != null && rules.read() instanceof ReadRule.Keys(var readers) ? ring(readers.size())
                : Slice.empty();
        PayloadForm form = rules == null || random.nextBoolean() ? form(true) : null;
        Place place = random.nextBoolean() ? new Place.Under(new PrimaryKey(1, random.nextLong()), "größe")
                : random.nextBoolean() ? new Place.Top()
                : new Place.Stays();
        Facts facts = new Facts(Kind.PUT, key, tag, "note", place, rules, condition(), author, number(), null, form,
                ring.isEmpty() ? null : Sha256.plain(ring));
        Slice payload = form == null ? Slice.empty() : bytes(1 + random.nextInt(30));
        Seal seal = form == null ? Seal.NOTHING
                : new Seal(payload.length(), Sha256.plain(payload), form.isSealed() ? bytes(Seal.NONCE) : null);
        return Event.of(facts, facts.encode(), seal, ring, payload);
    }

    private SignedEphemeral ephemeral() {
        boolean reply = random.nextBoolean();
        Slice payload = bytes(1 + random.nextInt(30));
        PayloadForm form = form(false);
        Facts facts = new Facts(Kind.EPHEMERAL, new PrimaryKey(random.nextLong() >>> 2, random.nextLong()), null,
                "note",
                new Place.Under(new PrimaryKey(1, random.nextLong()),
                        reply ? SignedEphemeral.REPLIES : SignedEphemeral.REQUESTS),
                null, new Condition.None(), keyId(), number(), reply ? hash() : null, form, null);
        Event event = Event.of(facts, facts.encode(), new Seal(payload.length(), Sha256.plain(payload),
                form.isSealed() ? bytes(Seal.NONCE) : null), Slice.empty(), payload);
        EphemeralTerms.Part[] parts = EphemeralTerms.Part.values();
        return new SignedEphemeral(
                reply ? new EphemeralTerms.Reply(random.nextInt(9), parts[random.nextInt(parts.length)])
                        : new EphemeralTerms.Request(number()),
                event, bytes(random.nextInt(20)), bytes(random.nextInt(20)));
    }

    private Commit commit() {
        List<KeyId> keys = keys();
        List<Event> events = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            events.add(event(keys.get(random.nextInt(keys.size()))));
        }
        Statement statement = statement(events.size(), keys);
        List<CommitSignature> signatures = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (random.nextBoolean()) {
                signatures.add(new CommitSignature(i, bytes(random.nextInt(20))));
            }
        }
        return new Commit(statement, statement.encode(), signatures, events);
    }

    private Statement statement(int count, List<KeyId> keys) {
        long number = number();
        List<ObjectCondition> conditions = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            conditions.add(new ObjectCondition(new PrimaryKey(2, random.nextLong()), new Condition.AtVersion(i)));
        }
        Fence fence = maybe(() -> new Fence(new PrimaryKey(3, 4), number(), number()));
        return new Statement(new WriterId(keys.getFirst(), random.nextLong(), random.nextLong()), number,
                1 + random.nextLong(number), number(), number(), hash(), keys, conditions, fence, count, hash());
    }

    private GenesisRecord genesis() {
        ObjectRules rules = new ObjectRules(new ReadRule.Keys(keys()), new WriteRule.AnyOf(keys()),
                new ControlRule.AnyOf(keys()));
        int readers = ((ReadRule.Keys) rules.read()).readers().size();
        return new GenesisRecord(new ChainName("example.com/a"), hash(),
                random.nextBoolean() ? Trust.CENTRALIZED : Trust.DISTRIBUTED,
                random.nextBoolean() ? Subscribers.EVERYONE : Subscribers.NAMED, List.of(bytes(9), bytes(10)), rules,
                ring(readers));
    }

    private ObjectRules rules() {
        ReadRule read = random.nextBoolean() ? new ReadRule.Keys(keys())
                : random.nextBoolean() ? new ReadRule.Inherit()
                : new ReadRule.Everyone();
        WriteRule write = switch (random.nextInt(4)) {
            case 0 -> new WriteRule.Inherit();
            case 1 -> new WriteRule.AnyOf(keys());
            case 2 -> new WriteRule.Everyone();
            default -> new WriteRule.Nobody();
        };
        return new ObjectRules(read, write,
                random.nextBoolean() ? new ControlRule.Inherit() : new ControlRule.AnyOf(keys()));
    }

    private Slice ring(int readers) {
        List<KeyRing.Wrap> wraps = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            wraps.add(new KeyRing.Wrap.ForSymmetricKey(bytes(KeyRing.SYMMETRIC_WRAP)));
        }
        List<KeyRing.Older> older = random.nextBoolean() ? List.of()
                : List.of(new KeyRing.Older(new DataKeyId(1, random.nextLong()), bytes(KeyRing.SYMMETRIC_WRAP)));
        return new KeyRing.Sealed(new DataKeyId(random.nextLong(), 2), wraps, bytes(KeyRing.SYMMETRIC_WRAP), older)
                .encode();
    }

    private PayloadForm form(boolean put) {
        DataKeyId key = maybe(() -> new DataKeyId(random.nextLong(), random.nextLong()));
        return new PayloadForm(random.nextBoolean() ? PayloadForm.Format.SMILE : PayloadForm.Format.JSON,
                random.nextInt(256), key, put && random.nextBoolean(), put && key != null
                        ? maybe(() -> new PlaceMark(random.nextLong(), random.nextLong()))
                        : null);
    }

    private Condition condition() {
        return switch (random.nextInt(8)) {
            case 0 -> new Condition.None();
            case 1 -> new Condition.Absent();
            case 2 -> new Condition.AtVersion(number());
            case 3, 4 -> new Condition.OfAnother(new WriterId(keyId(), random.nextLong(), random.nextLong()), own());
            default -> own();
        };
    }

    private Condition.Own own() {
        return switch (random.nextInt(3)) {
            case 0 -> new Condition.AtOwn(number());
            case 1 -> new Condition.AfterOwn(number());
            default -> new Condition.AbsentAfterOwn(number());
        };
    }

    private List<KeyId> keys() {
        List<KeyId> keys = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            keys.add(keyId());
        }
        return keys;
    }

    private KeyId keyId() {
        return new KeyId(random.nextLong(), random.nextLong());
    }

    private long number() {
        return 1 + random.nextLong(Long.MAX_VALUE - 1);
    }

    private Hash hash() {
        return Hash.of(bytes(32).toArray());
    }

    private Slice bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return Slice.of(bytes);
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }

    private static Slice encoded(Event event) {
        WireWriter out = new WireWriter();
        event.write(out);
        return out.toSlice();
    }
}
