package io.ate.internal.protocol;

import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/**
 * Writes and reads messages in their one layout, {@code u8 type ‖ body}. Reading is strict: whatever it accepts is
 * written again as the same bytes. What it reads shares the array that it was read from. Stateless and thread-safe.
 */
public final class MessageCodec {
    private MessageCodec() {}

    /** Appends a message. */
    public static void write(WireWriter out, Message message) {
        switch (message) {
            case Part(boolean last, Slice bytes) -> out.u8(MessageType.PART).flag(last).raw(bytes);
            case ToServer toServer -> ToServerCodec.write(out, toServer);
            case ToClient toClient -> ToClientCodec.write(out, toClient);
        }
    }

    /** A message in an array of its own. */
    public static Slice encode(Message message) {
        WireWriter out = new WireWriter();
        write(out, message);
        return out.toSlice();
    }

    /** Reads a message that a client sent: {@code bytes} has that one and nothing else. */
    public static ToServer decodeToServer(Slice bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int type = in.u8();
        ToServer message = type == MessageType.PART ? readPart(in) : ToServerCodec.read(type, in);
        in.end();
        return message;
    }

    /** Reads a message that a server sent: {@code bytes} has that one and nothing else. */
    public static ToClient decodeToClient(Slice bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int type = in.u8();
        ToClient message = type == MessageType.PART ? readPart(in) : ToClientCodec.read(type, in);
        in.end();
        return message;
    }

    private static Part readPart(WireReader in) throws MalformedException {
        boolean last = in.flag();
        Slice bytes = in.slice(in.remaining());
        if (bytes.length() > Part.BYTES || bytes.isEmpty() || (!last && bytes.length() < Part.BYTES)) {
            throw new MalformedException("a part of " + bytes.length() + " bytes");
        }
        return new Part(last, bytes);
    }
}
