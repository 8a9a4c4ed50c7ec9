package io.ate.server;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.KeyBundle;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Subscribers;
import io.ate.Trust;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitSignature;
import io.ate.internal.event.Condition;
import io.ate.internal.event.ControlRule;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.GenesisRecord;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.Kind;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.Seal;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.Statement;
import io.ate.internal.event.WriteRule;
import io.ate.internal.event.WriterId;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.Credit;
import io.ate.internal.protocol.KeyProof;
import io.ate.internal.protocol.Live;
import io.ate.internal.protocol.Open;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.Position;
import io.ate.internal.protocol.Prove;
import io.ate.internal.protocol.Proved;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.trust.CommitCheck;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A chain in centralized trust, which everyone may follow, and one writer's commits to it, which need no signatures.
 * What is sealed here only says so: the server cannot tell. Confined to one thread.
 */
final class OneWritersChain implements AutoCloseable {
    static final int CHANNEL = 1;
    private static final DataKeyId DATA_KEY = new DataKeyId(1, 1);

    private final HeldKeys keys = HeldKeys.of(KeyBundle.generate());
    private final Random random;
    private final ChainName name;
    private final SignedGenesis genesis;
    private final WriterId writer;
    private long number;

    OneWritersChain(String name, long seed) {
        this.random = new Random(seed);
        this.name = new ChainName(name);
        this.genesis = genesis();
        this.writer = new WriterId(keys.id(), random.nextLong(), random.nextLong());
    }

    ChainId id() {
        return genesis.chainId();
    }

    /** Bytes that stand where the chain is stored, and nowhere else. */
    byte[] signatureOfGenesis() {
        return genesis.signature().toArray();
    }

    HeldKeys keys() {
        return keys;
    }

    private SignedGenesis genesis() {
        KeyId key = keys.id();
        ObjectRules rules = new ObjectRules(new ReadRule.Keys(List.of(key)), new WriteRule.AnyOf(List.of(key)),
                new ControlRule.AnyOf(List.of(key)));
        GenesisRecord record = new GenesisRecord(name, Hash.of(bytes(Hash.BYTES)), Trust.CENTRALIZED,
                Subscribers.EVERYONE, List.of(Slice.of(keys.publicKeys().encoded())), rules, ring().encode());
        Slice encoded = record.encode();
        Hash digest = Hash.of(GenesisRecord.chainId(encoded).bytes());
        return SignedGenesis.of(record, encoded, Slice.of(keys.sign(digest, GenesisRecord.GENESIS)));
    }

    private KeyRing ring() {
        return new KeyRing.Sealed(DATA_KEY,
                List.of(new KeyRing.Wrap.ForPublicKey(Slice.of(bytes(KeyRing.PUBLIC_WRAP)))),
                Slice.of(bytes(KeyRing.SYMMETRIC_WRAP)), List.of());
    }

    Open open(WireClient client, boolean create) {
        return new Open(CHANNEL, client.nextRequest(), name, null, Position.At.START, Bounds.PAYLOAD,
                create ? genesis : null);
    }

    /** Opens the chain, which is created if need be, and proves the writer's key. */
    OneWritersChain openedBy(WireClient client) throws IOException {
        client.send(open(client, true));
        client.await(Opened.class);
        client.send(new Prove(CHANNEL, client.nextRequest(), Slice.of(keys.publicKeys().encoded()),
                KeyProof.PROVE.sign(keys, client.transcript(), genesis.chainId())));
        client.await(Proved.class);
        return this;
    }

    /** Opens the chain for reading, and waits until its history has come. */
    OneWritersChain watchedBy(WireClient client) throws IOException {
        client.send(open(client, false));
        client.await(Live.class);
        return this;
    }

    static Credit credit(int bytes) {
        return new Credit(CHANNEL, bytes);
    }

    /** The next commit, of so many events with payloads of so many bytes each. */
    CommitMessage commit(WireClient client, int count, int payloadBytes) {
        List<Event> events = new ArrayList<>(count);
        List<Hash> hashes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Event event = event(payloadBytes, keys.id());
            events.add(event);
            hashes.add(event.hash(genesis.chainId()));
        }
        number++;
        Statement statement = new Statement(writer, number, awaited(), 0, 0, MerkleFrontier.rootOf(List.of()).root(),
                List.of(keys.id()), List.of(), null, count, MerkleFrontier.rootOf(hashes).root());
        Slice encoded = statement.encode();
        Commit commit = new Commit(statement, encoded, List.of(), events);
        return new CommitMessage(CHANNEL, client.nextRequest(), commit.encode());
    }

    /** Nobody may await more than this many numbers, and nobody sends more without an answer. */
    private long awaited() {
        return Math.max(1, number - 10_000);
    }

    /** The next commit, as its writer would make it but for {@code change}; signed by those keys. */
    CommitMessage crafted(WireClient client, UnaryOperator<Statement> change, HeldKeys... signers) {
        number++;
        Hash nothing = MerkleFrontier.rootOf(List.of()).root();
        Statement honest = new Statement(writer, number, awaited(), 0, 0, nothing, List.of(keys.id()), List.of(), null,
                1,
                nothing);
        Statement changed = change.apply(honest);
        Event event = event(100, changed.keys().getFirst());
        Statement statement = new Statement(changed.writer(), changed.number(), changed.awaited(), changed.basis(),
                changed.headSize(), changed.headRoot(), changed.keys(), changed.conditions(), null, 1,
                MerkleFrontier.rootOf(List.of(event.hash(genesis.chainId()))).root());
        Slice encoded = statement.encode();
        Hash digest = Statement.hash(genesis.chainId(), encoded);
        List<CommitSignature> signatures = new ArrayList<>();
        for (HeldKeys signer : signers) {
            signatures.add(new CommitSignature(statement.keys().indexOf(signer.id()),
                    Slice.of(signer.sign(digest, CommitCheck.COMMIT))));
        }
        return new CommitMessage(CHANNEL, client.nextRequest(),
                new Commit(statement, encoded, signatures, List.of(event)).encode());
    }

    /** A key that belongs to somebody else, proven on the connection on which the chain was opened. */
    void proves(WireClient client, HeldKeys other) throws IOException {
        client.send(new Prove(CHANNEL, client.nextRequest(), Slice.of(other.publicKeys().encoded()),
                KeyProof.PROVE.sign(other, client.transcript(), genesis.chainId())));
        client.await(Proved.class);
    }

    private Event event(int payloadBytes, KeyId author) {
        Facts facts = new Facts(Kind.PUT, new PrimaryKey(random.nextLong() >>> 2, random.nextLong()), null, "note",
                new Place.Top(), null, new Condition.None(), author, 1_700_000_000_000L, null, form(), null);
        Slice payload = Slice.of(bytes(payloadBytes));
        return Event.of(facts, facts.encode(),
                new Seal(payloadBytes, Sha256.plain(payload), Slice.of(bytes(Seal.NONCE))), Slice.empty(), payload);
    }

    private static @Nullable PayloadForm form() {
        return new PayloadForm(PayloadForm.Format.SMILE, 0, DATA_KEY);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        keys.close();
    }
}
