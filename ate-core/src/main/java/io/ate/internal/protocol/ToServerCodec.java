package io.ate.internal.protocol;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.Fence;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.WriterId;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The layouts of what clients send; each is told at its message. Stateless. */
final class ToServerCodec {
    private ToServerCodec() {}

    static void write(WireWriter out, ToServer message) {
        switch (message) {
            case Open open -> write(out, open);
            case Prove(int channel, int request, Slice keys, Slice signature) ->
                    out.u8(MessageType.PROVE).u16(channel).u32(request).slice16(keys).slice16(signature);
            case Unprove(int channel, KeyId key) -> Fields.key(out.u8(MessageType.UNPROVE).u16(channel), key);
            case Credit(int channel, int bytes) -> out.u8(MessageType.CREDIT).u16(channel).u32(bytes);
            case CommitMessage(int channel, int request, Slice commit) ->
                    out.u8(MessageType.COMMIT).u16(channel).u32(request).raw(commit);
            case ProofRequest(int channel, int request, ProofKind kind, long first, long size) ->
                    out.u8(MessageType.PROOF_REQUEST).u16(channel).u32(request).u8(code(kind)).u64(first).u64(size);
            case Load(int channel, int request, List<Long> sequences) -> {
                out.u8(MessageType.LOAD).u16(channel).u32(request);
                sequences.forEach(out::u64);
            }
            case LoadObjects(int channel, int request, long known, List<PrimaryKey> keys) -> {
                out.u8(MessageType.LOAD_OBJECTS).u16(channel).u32(request).u64(known);
                keys.forEach(key -> Fields.object(out, key));
            }
            case Drop(int request, ChainId chain, KeyId key, Slice signature) -> {
                Fields.key(out.u8(MessageType.DROP).u32(request).raw(chain.bytes()), key);
                out.slice16(signature);
            }
            case ListChains(int request) -> out.u8(MessageType.LIST_CHAINS).u32(request);
            case StatusRequest(int request) -> out.u8(MessageType.STATUS_REQUEST).u32(request);
            case Close(int channel, int code) -> out.u8(MessageType.CLOSE).u16(channel).u16(code);
            case LockRequest lock -> write(out, lock);
            case Unlock(int channel, int request, WriterId holder, PrimaryKey object) -> {
                holder.write(out.u8(MessageType.UNLOCK).u16(channel).u32(request));
                Fields.object(out, object);
            }
            case Sync(int channel, int request) -> out.u8(MessageType.SYNC).u16(channel).u32(request);
            case Unsupported(int type, int channel, int request, Slice rest) ->
                    out.u8(type).u16(channel).u32(request).raw(rest);
            case ServiceRequest request -> ServiceCodec.write(out, request);
            case Part part -> MessageCodec.write(out, part);
        }
    }

    private static void write(WireWriter out, Open open) {
        out.u8(MessageType.OPEN).u16(open.channel()).u32(open.request()).text16(open.name().text());
        ChainId pinned = open.pinned();
        out.flag(pinned != null);
        if (pinned != null) {
            out.raw(pinned.bytes());
        }
        open.position().write(out);
        SignedGenesis create = open.create();
        out.u32(open.payloadLimit()).flag(create != null);
        if (create != null) {
            out.slice32(create.encode());
        }
    }

    private static void write(WireWriter out, LockRequest lock) {
        lock.holder().write(out.u8(MessageType.LOCK).u16(lock.channel()).u32(lock.request()));
        Fields.object(out, lock.object());
        out.u32(lock.lease()).u32(lock.patience());
        Fence kept = lock.kept();
        out.flag(kept != null);
        if (kept != null) {
            out.u64(kept.start()).u64(kept.counter());
        }
    }

    static ToServer read(int type, WireReader in) throws MalformedException {
        return switch (type) {
            case MessageType.OPEN -> readOpen(in);
            case MessageType.PROVE ->
                    new Prove(in.u16(), Fields.request(in), Fields.slice16(in, Bounds.BUNDLE), Fields.signature(in));
            case MessageType.UNPROVE -> new Unprove(in.u16(), Fields.key(in));
            case MessageType.CREDIT -> new Credit(Fields.channel(in), in.u32(Integer.MAX_VALUE));
            case MessageType.COMMIT ->
                    new CommitMessage(Fields.channel(in), Fields.request(in), in.slice(in.remaining()));
            case MessageType.PROOF_REQUEST -> readProofRequest(in);
            case MessageType.LOAD -> readLoad(in);
            case MessageType.LOAD_OBJECTS -> readLoadObjects(in);
            case MessageType.DROP ->
                    new Drop(Fields.request(in), Fields.chain(in), Fields.key(in), Fields.signature(in));
            case MessageType.LIST_CHAINS -> new ListChains(Fields.request(in));
            case MessageType.STATUS_REQUEST -> new StatusRequest(Fields.request(in));
            case MessageType.CLOSE -> new Close(in.u16(), in.u16());
            case MessageType.LISTEN -> ServiceCodec.readListen(in);
            case MessageType.UNLISTEN -> new Unlisten(Fields.channel(in), Fields.request(in));
            case MessageType.CALL -> ServiceCodec.readCall(in);
            case MessageType.REPLY -> ServiceCodec.readReply(in);
            case MessageType.ALLOW -> new Allow(Fields.channel(in), Fields.request(in), in.u32(Integer.MAX_VALUE));
            case MessageType.DECLINE -> new Decline(Fields.channel(in), Fields.request(in), in.flag());
            case MessageType.ABANDON -> new Abandon(Fields.channel(in), Fields.request(in));
            case MessageType.LOCK -> readLock(in);
            case MessageType.UNLOCK ->
                    new Unlock(Fields.channel(in), Fields.request(in), WriterId.read(in), Fields.object(in));
            case MessageType.SYNC -> new Sync(Fields.channel(in), Fields.request(in));
            default -> readReserved(type, in);
        };
    }

    private static Open readOpen(WireReader in) throws MalformedException {
        int channel = Fields.channel(in);
        int request = Fields.request(in);
        ChainName name = Fields.name(in);
        @Nullable
        ChainId pinned = in.flag() ? Fields.chain(in) : null;
        Position position = Position.read(in);
        int payloadLimit = in.u32(Bounds.PAYLOAD);
        @Nullable
        SignedGenesis create = in.flag() ? SignedGenesis.decode(in.slice32(Bounds.ENCODED_COMMIT)) : null;
        return new Open(channel, request, name, pinned, position, payloadLimit, create);
    }

    private static ProofRequest readProofRequest(WireReader in) throws MalformedException {
        int channel = Fields.channel(in);
        int request = Fields.request(in);
        ProofKind kind = switch (in.u8()) {
            case 1 -> ProofKind.CONSISTENCY;
            case 2 -> ProofKind.INCLUSION;
            default -> throw new MalformedException("unknown kind of proof");
        };
        long first = in.u64();
        long size = in.u64();
        if (first > size || (kind == ProofKind.INCLUSION && first == size)) {
            throw new MalformedException("no tree of " + size + " events has a proof of that kind for " + first);
        }
        return new ProofRequest(channel, request, kind, first, size);
    }

    private static Load readLoad(WireReader in) throws MalformedException {
        int channel = Fields.channel(in);
        int request = Fields.request(in);
        List<Long> sequences = new ArrayList<>();
        long last = 0;
        do {
            long next = in.u64();
            if (next <= last || sequences.size() == Load.MOST) {
                throw new MalformedException("1 to " + Load.MOST + " sequences are asked for, in rising order");
            }
            sequences.add(next);
            last = next;
        } while (in.remaining() > 0);
        return new Load(channel, request, sequences);
    }

    private static LoadObjects readLoadObjects(WireReader in) throws MalformedException {
        int channel = Fields.channel(in);
        int request = Fields.request(in);
        long known = in.u64();
        Set<PrimaryKey> keys = new LinkedHashSet<>();
        do {
            if (keys.size() == LoadObjects.MOST || !keys.add(Fields.object(in))) {
                throw new MalformedException("1 to " + LoadObjects.MOST + " different objects are asked for");
            }
        } while (in.remaining() > 0);
        return new LoadObjects(channel, request, known, List.copyOf(keys));
    }

    private static LockRequest readLock(WireReader in) throws MalformedException {
        int channel = Fields.channel(in);
        int request = Fields.request(in);
        WriterId holder = WriterId.read(in);
        PrimaryKey object = Fields.object(in);
        int lease = in.u32(Integer.MAX_VALUE);
        int patience = in.u32(Integer.MAX_VALUE);
        @Nullable
        Fence kept = in.flag() ? new Fence(object, in.u64(), in.u64()) : null;
        return new LockRequest(channel, request, holder, object, lease, patience, kept);
    }

    private static Unsupported readReserved(int type, WireReader in) throws MalformedException {
        if (!MessageType.RESERVED_TO_SERVER.contains(type)) {
            throw new MalformedException("a client sends no message of type " + type);
        }
        return new Unsupported(type, in.u16(), Fields.request(in), in.slice(in.remaining()));
    }

    private static int code(ProofKind kind) {
        return switch (kind) {
            case CONSISTENCY -> 1;
            case INCLUSION -> 2;
        };
    }
}
