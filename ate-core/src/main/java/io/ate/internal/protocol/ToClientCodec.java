package io.ate.internal.protocol;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.SignedHead;
import io.ate.internal.tree.ConsistencyProof;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The layouts of what servers send; each is told at its message. Stateless. */
final class ToClientCodec {
    private static final int RESUME = 1;

    private ToClientCodec() {}

    static void write(WireWriter out, ToClient message) {
        switch (message) {
            case Opened opened -> write(out, opened);
            case Proved(int channel, int request, KeyId key, boolean admitted) -> {
                Fields.key(out.u8(MessageType.PROVED).u16(channel).u32(request), key);
                out.flag(admitted);
            }
            case Events(int channel, long from, long to, List<Events.Item> items) -> {
                out.u8(MessageType.EVENTS).u16(channel).u64(from).u64(to);
                items.forEach(item -> ItemCodec.write(out, item));
            }
            case Live(int channel, long sequence) -> out.u8(MessageType.LIVE).u16(channel).u64(sequence);
            case Committed(int channel, int request, long number, long first) ->
                    out.u8(MessageType.COMMITTED).u16(channel).u32(request).u64(number).u64(first);
            case Rejected rejected -> write(out, rejected);
            case ProofAnswer(int channel, int request, List<Hash> path) ->
                    new ConsistencyProof(path).write(out.u8(MessageType.PROOF).u16(channel).u32(request));
            case Loaded(int channel, int request, List<Slice> events) -> {
                out.u8(MessageType.LOADED).u16(channel).u32(request);
                events.forEach(out::slice32);
            }
            case Compacted(int channel, int request, long cleanPoint) ->
                    out.u8(MessageType.COMPACTED).u16(channel).u32(request).u64(cleanPoint);
            case LoadedObjects(int channel, int request, SignedHead head, ConsistencyProof proof, List<ShownEvent> events) -> {
                head.write(out.u8(MessageType.LOADED_OBJECTS).u16(channel).u32(request));
                proof.write(out);
                events.forEach(event -> event.write(out));
            }
            case ChainList(int request, boolean more, List<NamedChain> chains) -> {
                out.u8(MessageType.CHAINS).u32(request).flag(more);
                chains.forEach(chain -> out.text16(chain.name().text()).raw(chain.id().bytes()));
            }
            case Closed(int channel, int code, String text) ->
                    out.u8(MessageType.CLOSED).u16(channel).u16(code).text16(text);
            case ServerStatus(int request, String version, long uptimeMillis, long lastBackup, Long skewMillis, boolean more, List<ChainStatus> chains) -> {
                out.u8(MessageType.SERVER_STATUS)
                        .u32(request)
                        .text16(version)
                        .u64(uptimeMillis)
                        .u64(lastBackup)
                        .flag(skewMillis != null);
                if (skewMillis != null) {
                    out.bits64(skewMillis);
                }
                out.flag(more);
                chains.forEach(chain -> write(out, chain));
            }
            case Notice(NoticeKind kind, String text) -> out.u8(MessageType.NOTICE).u8(kind.code()).text16(text);
            case Dropped(int request) -> out.u8(MessageType.DROPPED).u32(request);
            case ServiceNews news -> ServiceCodec.write(out, news);
            case LockResult(int channel, int request, LockResult.Outcome outcome) ->
                    write(out.u8(MessageType.LOCK_RESULT).u16(channel).u32(request), outcome);
            case Synced(int channel, int request, long sequence) ->
                    out.u8(MessageType.SYNCED).u16(channel).u32(request).u64(sequence);
            case Part part -> MessageCodec.write(out, part);
        }
    }

    private static void write(WireWriter out, Opened opened) {
        out.u8(MessageType.OPENED).u16(opened.channel()).u32(opened.request());
        out.slice32(opened.genesis().encode()).u64(opened.epoch());
        Standing standing = opened.standing();
        out.flag(standing != null);
        if (standing != null) {
            standing.head().write(out);
            standing.proof().write(out);
            out.u64(standing.from()).u64(standing.cleanPoint()).u8(RESUME).u64(standing.bytes()).u64(standing.time());
            out.flag(standing.readOnly());
        }
    }

    private static void write(WireWriter out, Rejected rejected) {
        out.u8(MessageType.REJECTED).u16(rejected.channel()).u32(rejected.request()).u16(rejected.code());
        PrimaryKey object = rejected.object();
        out.flag(object != null);
        if (object != null) {
            Fields.object(out, object);
        }
        out.text16(rejected.text()).flag(rejected.retryable());
    }

    private static void write(WireWriter out, ChainStatus chain) {
        out.text16(chain.name().text()).raw(chain.id().bytes()).u64(chain.bytes()).u64(chain.sequence());
        out.u32(chain.subscribers()).u64(chain.commitsPerSecond()).u64(chain.bytesPerSecond());
        out.u64(chain.compacted()).u64(chain.before()).u64(chain.after());
    }

    private static void write(WireWriter out, LockResult.Outcome outcome) {
        switch (outcome) {
            case LockResult.Held(long start, long counter, int lease, long sequence) ->
                    out.u8(1).u64(start).u64(counter).u32(lease).u64(sequence);
            case LockResult.Elsewhere() -> out.u8(2);
            case LockResult.Lost() -> out.u8(3);
            case LockResult.Released() -> out.u8(4);
        }
    }

    static ToClient read(int type, WireReader in) throws MalformedException {
        return switch (type) {
            case MessageType.OPENED -> readOpened(in);
            case MessageType.PROVED -> new Proved(in.u16(), Fields.request(in), Fields.key(in), in.flag());
            case MessageType.EVENTS -> readEvents(in);
            case MessageType.LIVE -> new Live(Fields.channel(in), in.u64());
            case MessageType.COMMITTED ->
                    new Committed(Fields.channel(in), Fields.request(in), Fields.positive(in), Fields.positive(in));
            case MessageType.REJECTED ->
                    new Rejected(in.u16(), Fields.request(in), in.u16(), in.flag() ? Fields.object(in) : null,
                            in.text16(Message.TEXT), in.flag());
            case MessageType.PROOF ->
                    new ProofAnswer(Fields.channel(in), Fields.request(in), ConsistencyProof.read(in).path());
            case MessageType.LOADED -> readLoaded(in);
            case MessageType.LOADED_OBJECTS -> readLoadedObjects(in);
            case MessageType.COMPACTED ->
                    new Compacted(Fields.channel(in), Fields.request(in), Fields.positive(in));
            case MessageType.CHAINS -> readChains(in);
            case MessageType.CLOSED -> new Closed(in.u16(), in.u16(), in.text16(Message.TEXT));
            case MessageType.SERVER_STATUS -> readStatus(in);
            case MessageType.NOTICE -> new Notice(NoticeKind.ofCode(in.u8()), in.text16(Message.TEXT));
            case MessageType.LOCK_RESULT ->
                    new LockResult(Fields.channel(in), Fields.request(in), readOutcome(in));
            case MessageType.SYNCED -> new Synced(Fields.channel(in), Fields.request(in), in.u64());
            case MessageType.DROPPED -> new Dropped(Fields.request(in));
            case MessageType.CALLED -> ServiceCodec.readCalled(in);
            case MessageType.LISTENING -> new Listening(Fields.channel(in), Fields.request(in));
            case MessageType.REPLIED -> ServiceCodec.readReplied(in);
            case MessageType.ALLOWED ->
                    new Allowed(Fields.channel(in), Fields.request(in), in.u32(Integer.MAX_VALUE));
            case MessageType.ABANDONED -> new Abandoned(Fields.channel(in), Fields.request(in));
            default -> throw new MalformedException(MessageType.RESERVED_TO_CLIENT.contains(type)
                    ? "messages of type " + type + " are not known to this version"
                    : "a server sends no message of type " + type);
        };
    }

    private static LockResult.Outcome readOutcome(WireReader in) throws MalformedException {
        return switch (in.u8()) {
            case 1 -> new LockResult.Held(in.u64(), in.u64(), in.u32(Integer.MAX_VALUE), in.u64());
            case 2 -> new LockResult.Elsewhere();
            case 3 -> new LockResult.Lost();
            case 4 -> new LockResult.Released();
            default -> throw new MalformedException("unknown outcome of a lock");
        };
    }

    private static Opened readOpened(WireReader in) throws MalformedException {
        int channel = Fields.channel(in);
        int request = Fields.request(in);
        SignedGenesis genesis = SignedGenesis.decode(in.slice32(Bounds.ENCODED_COMMIT));
        long epoch = Fields.positive(in);
        @Nullable
        Standing standing = in.flag() ? readStanding(in) : null;
        return new Opened(channel, request, genesis, epoch, standing);
    }

    private static Standing readStanding(WireReader in) throws MalformedException {
        SignedHead head = SignedHead.read(in);
        ConsistencyProof proof = ConsistencyProof.read(in);
        long from = in.u64();
        long cleanPoint = in.u64();
        if (in.u8() != RESUME) {
            throw new MalformedException("only resuming is known to this version");
        }
        return new Standing(head, proof, from, cleanPoint, in.u64(), in.u64(), in.flag());
    }

    private static Events readEvents(WireReader in) throws MalformedException {
        int channel = Fields.channel(in);
        long from = in.u64();
        long to = in.u64();
        if (to < from) {
            throw new MalformedException("a range ends at " + to + ", before it begins after " + from);
        }
        List<Events.Item> items = new ArrayList<>();
        while (in.remaining() > 0) {
            items.add(ItemCodec.read(in));
        }
        return new Events(channel, from, to, items);
    }

    private static Loaded readLoaded(WireReader in) throws MalformedException {
        int channel = Fields.channel(in);
        int request = Fields.request(in);
        List<Slice> events = new ArrayList<>();
        do {
            if (events.size() == Load.MOST) {
                throw new MalformedException("more events than may be asked for");
            }
            events.add(in.slice32(Bounds.ENCODED_COMMIT));
        } while (in.remaining() > 0);
        return new Loaded(channel, request, events);
    }

    private static LoadedObjects readLoadedObjects(WireReader in) throws MalformedException {
        int channel = Fields.channel(in);
        int request = Fields.request(in);
        SignedHead head = SignedHead.read(in);
        ConsistencyProof proof = ConsistencyProof.read(in);
        List<ShownEvent> events = new ArrayList<>();
        long last = 0;
        while (in.remaining() > 0) {
            ShownEvent next = ShownEvent.read(in);
            if (next.sequence() <= last || events.size() == LoadedObjects.MOST) {
                throw new MalformedException("at most " + LoadedObjects.MOST + " events are shown, in rising order");
            }
            events.add(next);
            last = next.sequence();
        }
        return new LoadedObjects(channel, request, head, proof, events);
    }

    private static ChainList readChains(WireReader in) throws MalformedException {
        int request = Fields.request(in);
        boolean more = in.flag();
        List<NamedChain> chains = new ArrayList<>();
        while (in.remaining() > 0) {
            chains.add(new NamedChain(Fields.name(in), Fields.chain(in)));
        }
        return new ChainList(request, more, chains);
    }

    private static ServerStatus readStatus(WireReader in) throws MalformedException {
        int request = Fields.request(in);
        String version = in.text16(Message.TEXT);
        long uptimeMillis = in.u64();
        long lastBackup = in.u64();
        Long skewMillis = in.flag() ? in.bits64() : null;
        boolean more = in.flag();
        List<ChainStatus> chains = new ArrayList<>();
        while (in.remaining() > 0) {
            chains.add(new ChainStatus(Fields.name(in), Fields.chain(in), in.u64(), in.u64(),
                    in.u32(Integer.MAX_VALUE), in.u64(), in.u64(), in.u64(), in.u64(), in.u64()));
        }
        return new ServerStatus(request, version, uptimeMillis, lastBackup, skewMillis, more, chains);
    }
}
