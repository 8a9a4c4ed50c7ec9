package io.ate.internal.protocol;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Subscribers;
import io.ate.Trust;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.ControlRule;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.Fence;
import io.ate.internal.event.GenesisRecord;
import io.ate.internal.event.GoneBirth;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.Place;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.SignedHead;
import io.ate.internal.event.WriteRule;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.WriterRow;
import io.ate.internal.tree.ConsistencyProof;
import io.ate.internal.tree.InclusionProof;
import io.ate.internal.tree.RootAt;
import io.ate.internal.tree.Subtree;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Messages of every kind, all of which follow from a seed. */
final class Messages {
    private static final int MOST = 3;

    private final SplittableRandom random;

    Messages(long seed) {
        random = new SplittableRandom(seed);
    }

    /** One of each kind that clients send. */
    List<ToServer> toServer() {
        return List.of(
                new Open(channel(), request(), name(), maybe(this::chain), position(), limit(),
                        maybe(this::genesis)),
                new Prove(anyChannel(), request(), bytes(3202), bytes(3373)),
                new Unprove(anyChannel(), key()),
                new Credit(channel(), random.nextInt(Integer.MAX_VALUE)),
                new CommitMessage(channel(), request(), bytes(400)),
                new Load(channel(), request(), List.of(1L, 2 + count() / 2)),
                new LoadObjects(channel(), request(), count(), List.of(PrimaryKey.ZERO, new PrimaryKey(1, count()))),
                new ProofRequest(channel(), request(), ProofKind.CONSISTENCY, 0, count()),
                new ProofRequest(channel(), request(), ProofKind.INCLUSION, 6, 7 + count() / 2),
                new Drop(request(), chain(), key(), bytes(3373)),
                new ListChains(request()),
                new StatusRequest(request()),
                new Close(anyChannel(), reason()),
                new Unsupported(28 + random.nextInt(4), anyChannel(), request(), bytes(50)),
                new Listen(channel(), request(), object(), 1 + random.nextInt(0xffff)),
                new Unlisten(channel(), request()),
                new Call(channel(), request(), count(), request(), request(), bytes(400)),
                new Reply(channel(), request(), count(), bytes(400)),
                new Decline(channel(), request(), random.nextBoolean()),
                new Allow(channel(), request(), request()),
                new Abandon(channel(), request()),
                new LockRequest(channel(), request(), writer(), object(), limit(), limit(), null),
                keeping(object()),
                new Unlock(channel(), request(), writer(), object()),
                new Sync(channel(), request()),
                part());
    }

    /** One of each kind that servers send. */
    List<ToClient> toClient() {
        return List.of(
                new Opened(channel(), request(), genesis(), 1 + count() / 2, maybe(this::standing)),
                new Proved(anyChannel(), request(), key(), random.nextBoolean()),
                new Events(channel(), 10, 10 + count() / 2, items()),
                new Live(channel(), count()),
                new Committed(channel(), request(), 1 + count() / 2, 1 + count() / 2),
                new Rejected(anyChannel(), request(), reason(), maybe(this::object), text()),
                new Rejected(anyChannel(), request(), 60_000, maybe(this::object), text(), random.nextBoolean()),
                new ProofAnswer(channel(), request(), some(this::hash)),
                new Loaded(channel(), request(), List.of(bytes(300), bytes(200))),
                new Compacted(channel(), request(), 1 + count() / 2),
                new LoadedObjects(channel(), request(), head(), new ConsistencyProof(some(this::hash)), shown()),
                new ChainList(request(), random.nextBoolean(), some(() -> new NamedChain(name(), chain()))),
                new Closed(anyChannel(), reason(), text()),
                new ServerStatus(request(), text(), count(), count(), random.nextBoolean() ? random.nextLong() : null,
                        random.nextBoolean(), some(this::chainStatus)),
                new Notice(pick(NoticeKind.values()), text()),
                new Dropped(request()),
                new Called(channel(), request(), request(), count(), request(), request(), bytes(400)),
                new Listening(channel(), request()),
                new Replied(channel(), request(), count(), bytes(400)),
                new Allowed(channel(), request(), request()),
                new Abandoned(channel(), request()),
                new LockResult(channel(), request(),
                        new LockResult.Held(count(), count(), random.nextInt(Integer.MAX_VALUE), count())),
                new LockResult(channel(), request(), pick(new LockResult.Outcome[] {new LockResult.Elsewhere(),
                    new LockResult.Lost(), new LockResult.Released()})),
                new Synced(channel(), request(), count()),
                part());
    }

    private LockRequest keeping(PrimaryKey object) {
        return new LockRequest(channel(), request(), writer(), object, limit(), limit(),
                new Fence(object, count(), count()));
    }

    private WriterId writer() {
        return new WriterId(key(), random.nextLong(), random.nextLong());
    }

    SignedGenesis genesis() {
        ReadRule read = random.nextBoolean() ? new ReadRule.Everyone() : new ReadRule.Keys(List.of(key()));
        GenesisRecord record = new GenesisRecord(name(), hash(), pick(Trust.values()), pick(Subscribers.values()),
                List.of(bytes(3202)),
                new ObjectRules(read, new WriteRule.Everyone(), new ControlRule.AnyOf(List.of(key()))), ring(read));
        return SignedGenesis.of(record, record.encode(), bytes(3373));
    }

    private Slice ring(ReadRule read) {
        return read instanceof ReadRule.Everyone ? new KeyRing.Clear(bytesOf(KeyRing.NAME_KEY)).encode()
                : new KeyRing.Sealed(new DataKeyId(random.nextLong(), random.nextLong()),
                        List.of(new KeyRing.Wrap.ForPublicKey(bytesOf(KeyRing.PUBLIC_WRAP))),
                        bytesOf(KeyRing.SYMMETRIC_WRAP), List.of()).encode();
    }

    private Standing standing() {
        return new Standing(head(), new ConsistencyProof(some(this::hash)), count(), count(), count(), count(),
                random.nextBoolean());
    }

    private SignedHead head() {
        return new SignedHead(chain(), 1 + count() / 2, new RootAt(count(), hash()), count(), bytes(3373));
    }

    private List<Events.Item> items() {
        List<Function<Messages, Events.Item>> kinds = List.of(
                each -> new Events.RecordItem(each.bytes(200)),
                each -> new Events.EventItem(each.bytes(300)),
                each -> new Events.HeaderItem(each.bytes(300)),
                each -> new Events.Own(each.request(), 1 + each.count() / 2, each.count(), 0),
                each -> new Events.Damaged(7, 7 + each.count() / 2, each.text()),
                each -> new Events.HeadItem(each.head()),
                each -> new Events.Stripped(each.bytes(300), 1 + each.count() / 2),
                Messages::gone,
                each -> new Events.LastCommits(each.some(each::lastCommit), each.random.nextBoolean()));
        return Stream.generate(() -> kinds.get(random.nextInt(kinds.size())).apply(this))
                .limit(random.nextInt(2 * MOST))
                .toList();
    }

    private Events.Gone gone() {
        LogItem.Begun begun = random.nextBoolean() ? null : new LogItem.Begun(bytes(200), some(this::subtree));
        return new Events.Gone(1 + count() / 2, some(this::subtree), some(this::subtree), begun,
                List.of(new GoneBirth(7, new PrimaryKey(1, 2), new Place.Top(), text(), key(), count())),
                1 + count() / 2);
    }

    private Subtree subtree() {
        return new Subtree(random.nextInt(63), hash());
    }

    private Events.LastCommits.Row lastCommit() {
        return new Events.LastCommits.Row(new WriterId(key(), random.nextLong(), random.nextLong()),
                new WriterRow(1 + count() / 2, 3, 3 + count() / 2, hash()));
    }

    private List<ShownEvent> shown() {
        return List.of(
                new ShownEvent(1 + random.nextInt(1000), random.nextBoolean(), bytes(300),
                        new InclusionProof(some(this::hash)), null),
                new ShownEvent(2000 + count() / 2, random.nextBoolean(), bytes(300),
                        new InclusionProof(some(this::hash)),
                        new ShownEvent.Signed(bytes(200), new InclusionProof(some(this::hash)))));
    }

    private ChainStatus chainStatus() {
        return new ChainStatus(name(), chain(), count(), count(), random.nextInt(Integer.MAX_VALUE), count(), count(),
                count(), count(), count());
    }

    private Position position() {
        return random.nextInt(4) == 0 ? new Position.Head(new RootAt(count(), hash()))
                : new Position.At(count(), new RootAt(count(), hash()));
    }

    private Part part() {
        return random.nextInt(8) == 0 ? new Part(random.nextBoolean(), bytesOf(Part.BYTES))
                : new Part(true, bytesOf(1 + random.nextInt(100)));
    }

    private int channel() {
        return 1 + random.nextInt(Message.CHANNELS);
    }

    private int anyChannel() {
        return random.nextInt(Message.CHANNELS + 1);
    }

    private int request() {
        return 1 + random.nextInt(Integer.MAX_VALUE);
    }

    private int limit() {
        return random.nextInt(Bounds.PAYLOAD + 1);
    }

    private long count() {
        return random.nextLong(Long.MAX_VALUE) >>> random.nextInt(62);
    }

    private Reason reason() {
        return pick(Reason.values());
    }

    private ChainName name() {
        return new ChainName("example.com/chain-" + random.nextInt(1000));
    }

    private ChainId chain() {
        return ChainId.of(hash().bytes());
    }

    private PrimaryKey object() {
        return new PrimaryKey(count(), count());
    }

    private KeyId key() {
        return new KeyId(random.nextLong(), random.nextLong());
    }

    private Hash hash() {
        return Hash.at(bytesOf(Hash.BYTES).array(), 0);
    }

    private String text() {
        return pick(new String[] {"", "plain", "für Menschen", "日本語 🙂"});
    }

    private Slice bytes(int most) {
        return bytesOf(random.nextInt(most + 1));
    }

    private Slice bytesOf(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return Slice.of(bytes);
    }

    private <T> List<T> some(Supplier<T> one) {
        return Stream.generate(one).limit(random.nextInt(MOST + 1)).toList();
    }

    private <T> @Nullable T maybe(Supplier<T> one) {
        return random.nextBoolean() ? one.get() : null;
    }

    private <T> T pick(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
