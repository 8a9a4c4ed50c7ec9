package io.ate.internal.dao;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainName;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.Type;
import io.ate.internal.chain.Chains;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Secret;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.event.Condition;
import io.ate.internal.event.ControlRule;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.Kind;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.Seal;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.WriteRule;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Draft;
import io.ate.internal.replica.LocalReplica;
import io.ate.internal.replica.LocalReplicas;
import io.ate.internal.replica.ReplicaThreads;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.testing.Keys;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.Slice;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A chain that Alice owns and reads, and Mallory, who reads nothing of it and may write one object: what she puts there
 * is as she likes it. Confined to one test.
 */
final class HostileWriter implements AutoCloseable {
    static final Field.Vec<Note> NOTES = Field.vec("notes", Note.class);
    static final PrimaryKey FORGED = new PrimaryKey(0x0123_4567_89ab_cdefL, 42);

    record Note(String text) {}

    final HeldKeys alice = Keys.of("alice");
    final HeldKeys mallory = Keys.of("mallory");
    final HeldKeys carol = Keys.of("carol");
    private final Entropy entropy = Entropy.system();
    final DataKey own = DataKey.random(entropy);
    final Secret ownNameKey = Secret.random(KeyRing.NAME_KEY, entropy);

    final SignedGenesis genesis;
    final LocalReplica replica;
    final Chain chain;
    final DaoRef<Note> secret;
    final DaoRef<Note> dropBox;

    HostileWriter(Trust trust) {
        genesis = new GenesisMaker(entropy).make(new ChainName("example.com/notes"),
                Genesis.of(Rules.inherit().readableBy(alice.publicKeys())).trust(trust), Session.of(alice));
        replica = LocalReplicas.temporary(ReplicaThreads.environment(entropy, System::currentTimeMillis), genesis);
        chain = open();
        secret = chain.store(new Note("the secret of the whole chain"));
        dropBox = chain.store(new Note("drop box"),
                Rules.inherit().writableBy(mallory.publicKeys(), alice.publicKeys()));
    }

    Chain open() {
        return Chains.over(replica, Session.of(alice), AteConfig.defaults(), () -> {});
    }

    @Override
    public void close() {
        chain.close();
    }

    DataKeyId keyOfTheChain() {
        try (Standpoint now = replica.standpoint()) {
            return sealedRing(now.zero()).newest();
        }
    }

    KeyRing.Sealed ringOf(PrimaryKey object) {
        try (Standpoint now = replica.standpoint()) {
            return sealedRing(Objects.requireNonNull(now.live(object)));
        }
    }

    private static KeyRing.Sealed sealedRing(ObjectEntry entry) {
        return (KeyRing.Sealed) Objects.requireNonNull(Objects.requireNonNull(entry.rules()).ring());
    }

    /** A ring as it should be, for Mallory and Alice. */
    KeyRing.Sealed honestRing() {
        return new Rings(entropy).make(new WrapBinding(genesis.chainId(), FORGED), List.of(own),
                List.of(mallory.publicKeys(), alice.publicKeys()), ownNameKey);
    }

    static Slice junk() {
        byte[] bytes = new byte[KeyRing.SYMMETRIC_WRAP];
        new Random(1).nextBytes(bytes);
        return Slice.of(bytes);
    }

    /**
     * An object below the drop box, with that ring, whose value says that it is sealed with the key of that name.
     */
    DaoRef<Note> stores(KeyRing.Sealed forged) throws InterruptedException, ExecutionException {
        return stores(forged, alice.publicKeys());
    }

    /** The same, with a rule that names Mallory and that reader. */
    DaoRef<Note> stores(KeyRing.Sealed forged, PublicKeys reader) throws InterruptedException, ExecutionException {
        Slice ring = forged.encode();
        ObjectRules rules = new ObjectRules(new ReadRule.Keys(List.of(mallory.id(), reader.id())),
                new WriteRule.Inherit(), new ControlRule.Inherit());
        Facts facts = new Facts(Kind.PUT, FORGED, null, "Note", new Place.Under(dropBox.key(), "notes"), rules,
                new Condition.Absent(), mallory.id(), 1_700_000_000_000L, null,
                new PayloadForm(PayloadForm.Format.JSON, 0, forged.newest()), Sha256.plain(ring));
        Event birth = new Payloads(genesis.chainId(), entropy, 1 << 20).seal(facts, ring,
                new Plaintext(PayloadForm.Format.JSON,
                        Slice.of("{\"text\":\"let carol read this\"}".getBytes(UTF_8))),
                own);
        commits(birth);
        return DaoRef.of(Type.of(Note.class), FORGED);
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    KeyRing.Sealed ringInForce() {
        return ringOf(FORGED);
    }

    /** Older keys are named by their ids, and wrapped under keys that Mallory has. */
    List<DataKeyId> olderInForce() {
        return ringInForce().older().stream().map(KeyRing.Older::id).toList();
    }

    void rules(Chain by, DaoRef<Note> object, PublicKeys... readers) {
        by.run(dio -> dio.load(object).rules(Rules.inherit().readableBy(readers)));
    }

    /** What was put where Mallory may write, or in the place of what is there, and nobody opens; it says otherwise. */
    void junk(PrimaryKey key, Place place) throws InterruptedException, ExecutionException {
        byte[] bytes = new byte[64];
        new Random(2).nextBytes(bytes);
        Slice payload = Slice.of(bytes);
        Facts facts = new Facts(Kind.PUT, key, null, "Note", place, null, new Condition.None(), mallory.id(),
                1_700_000_000_000L, null, new PayloadForm(PayloadForm.Format.SMILE, 0, keyOfTheChain()), null);
        Seal seal = new Seal(payload.length(), Sha256.plain(payload), Slice.of(bytes, 0, Seal.NONCE));
        commits(Event.of(facts, facts.encode(), seal, Slice.empty(), payload));
    }

    /** A value below the drop box, sealed as it should be, by somebody who reads there and may write it. */
    void writes(PrimaryKey key, int transform, byte[] bytes) throws InterruptedException, ExecutionException {
        try (SessionKeys keys = new SessionKeys(replica, Session.of(alice)); Standpoint now = replica.standpoint()) {
            DataKey newest = keys.newest(Rights.reading(now, Objects.requireNonNull(now.live(key))));
            Facts facts = new Facts(Kind.PUT, key, null, "Note", new Place.Stays(), null, new Condition.None(),
                    mallory.id(), 1_700_000_000_000L, null,
                    new PayloadForm(PayloadForm.Format.SMILE, transform, newest.id()), null);
            commits(facts, new Plaintext(PayloadForm.Format.SMILE, transform, Slice.of(bytes)), newest);
        }
    }

    /** A ring for Mallory and one reader more that opens for neither of them. */
    KeyRing.Sealed junkRing(DataKeyId newest, DataKeyId older) {
        byte[] wrap = new byte[KeyRing.PUBLIC_WRAP];
        new Random(3).nextBytes(wrap);
        KeyRing.Wrap junk = new KeyRing.Wrap.ForPublicKey(Slice.of(wrap));
        return new KeyRing.Sealed(newest, List.of(junk, junk), junk(), List.of(new KeyRing.Older(older, junk())));
    }

    /** Publishes the key, which the rules of a commit can only name then. */
    void introduce(PublicKeys key) {
        DaoRef<Note> shown = chain.store(new Note("for a moment"), Rules.inherit().readableBy(key));
        chain.run(dio -> dio.delete(shown));
    }

    /** An event of Mallory's making, sealed with a key that she has. */
    void commits(Facts facts, @Nullable Plaintext value, @Nullable DataKey key)
            throws InterruptedException, ExecutionException {
        commits(new Payloads(genesis.chainId(), entropy, 1 << 20).seal(facts, Slice.empty(), value, key));
    }

    private void commits(Event event) throws InterruptedException, ExecutionException {
        replica.submit(new Draft(replica.sequence(), List.of(mallory), List.of(event), List.of(), true), soon())
                .answer()
                .get();
    }
}
