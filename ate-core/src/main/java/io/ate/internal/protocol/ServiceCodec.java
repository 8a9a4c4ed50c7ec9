package io.ate.internal.protocol;

import io.ate.internal.event.Bounds;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/** The layouts of what is said in matters of services; each is told at its message. Stateless. */
final class ServiceCodec {
    private ServiceCodec() {}

    static void write(WireWriter out, ServiceRequest message) {
        switch (message) {
            case Listen listen -> {
                Fields.object(out.u8(MessageType.LISTEN).u16(listen.channel()).u32(listen.request()),
                        listen.service());
                out.u8(Listen.ONE_OF).u16(listen.capacity());
            }
            case Unlisten(int channel, int request) -> out.u8(MessageType.UNLISTEN).u16(channel).u32(request);
            case Call call -> out.u8(MessageType.CALL)
                    .u16(call.channel())
                    .u32(call.request())
                    .u64(call.after())
                    .u32(call.patience())
                    .u32(call.window())
                    .raw(call.said());
            case Reply(int channel, int call, long after, Slice said) ->
                    out.u8(MessageType.REPLY).u16(channel).u32(call).u64(after).raw(said);
            case Allow(int channel, int request, int bytes) ->
                    out.u8(MessageType.ALLOW).u16(channel).u32(request).u32(bytes);
            case Decline(int channel, int call, boolean begun) ->
                    out.u8(MessageType.DECLINE).u16(channel).u32(call).flag(begun);
            case Abandon(int channel, int request) -> out.u8(MessageType.ABANDON).u16(channel).u32(request);
        }
    }

    static void write(WireWriter out, ServiceNews message) {
        switch (message) {
            case Called called -> out.u8(MessageType.CALLED)
                    .u16(called.channel())
                    .u32(called.listen())
                    .u32(called.call())
                    .u64(called.after())
                    .u32(called.patience())
                    .u32(called.window())
                    .raw(called.said());
            case Listening(int channel, int request) -> out.u8(MessageType.LISTENING).u16(channel).u32(request);
            case Replied(int channel, int request, long after, Slice said) ->
                    out.u8(MessageType.REPLIED).u16(channel).u32(request).u64(after).raw(said);
            case Allowed(int channel, int call, int bytes) ->
                    out.u8(MessageType.ALLOWED).u16(channel).u32(call).u32(bytes);
            case Abandoned(int channel, int call) -> out.u8(MessageType.ABANDONED).u16(channel).u32(call);
        }
    }

    static Listen readListen(WireReader in) throws MalformedException {
        int channel = Fields.channel(in);
        int request = Fields.request(in);
        var service = Fields.object(in);
        if (in.u8() != Listen.ONE_OF) {
            throw new MalformedException("only listening as one of those who serve is known to this version");
        }
        int capacity = in.u16();
        if (capacity == 0) {
            throw new MalformedException("who listens takes a request at least");
        }
        return new Listen(channel, request, service, capacity);
    }

    static Call readCall(WireReader in) throws MalformedException {
        return new Call(Fields.channel(in), Fields.request(in), in.u64(), in.u32(Integer.MAX_VALUE),
                in.u32(Integer.MAX_VALUE), said(in));
    }

    static Reply readReply(WireReader in) throws MalformedException {
        return new Reply(Fields.channel(in), Fields.request(in), in.u64(), said(in));
    }

    static Called readCalled(WireReader in) throws MalformedException {
        return new Called(Fields.channel(in), Fields.request(in), Fields.request(in), in.u64(),
                in.u32(Integer.MAX_VALUE), in.u32(Integer.MAX_VALUE), said(in));
    }

    static Replied readReplied(WireReader in) throws MalformedException {
        return new Replied(Fields.channel(in), Fields.request(in), in.u64(), said(in));
    }

    private static Slice said(WireReader in) throws MalformedException {
        if (in.remaining() > Bounds.ENCODED_EPHEMERAL) {
            throw new MalformedException("a request or reply of " + in.remaining() + " bytes exceeds "
                    + Bounds.ENCODED_EPHEMERAL);
        }
        return in.slice(in.remaining());
    }
}
