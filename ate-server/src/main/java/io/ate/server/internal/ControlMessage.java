package io.ate.server.internal;

import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;

/**
 * What a server and its operator's commands say to each other on the control socket: {@code u32 length ‖ u8 kind ‖
 * content}, at most 64 KiB. A command has one answer, before which there may be progress.
 */
sealed interface ControlMessage {
    /** The version of all of it; it stands in each command. */
    int VERSION = 1;
    int LONGEST = 64 << 10;

    /**
     * Kind 1: {@code u8 version ‖ u8 length ‖ name ‖ terms}, terms being
     * {@code u8 count ‖ (u8 length ‖ name ‖ u16 length ‖ text)*}.
     */
    record Command(String name, Map<String, String> terms) implements ControlMessage {}

    /** Kind 2: {@code u8 length ‖ what ‖ u64 done ‖ u64 total}; the command is being carried out. */
    record Progress(String what, long done, long total) implements ControlMessage {}

    /** Kind 3: terms. The command was carried out. */
    record Done(Map<String, String> terms) implements ControlMessage {}

    /** Kind 4: {@code u16 length ‖ text}. It was not. */
    record Failed(String text) implements ControlMessage {}

    /** Sends it. */
    default void send(SocketChannel to) throws IOException {
        byte[] content = encode();
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + content.length)
                .putInt(content.length)
                .put(content)
                .flip();
        while (frame.hasRemaining()) {
            to.write(frame);
        }
    }

    private byte[] encode() {
        WireWriter out = new WireWriter();
        switch (this) {
            case Command(String name, Map<String, String> terms) -> {
                out.u8(1).u8(VERSION).name(name);
                write(terms, out);
            }
            case Progress(String what, long done, long total) -> out.u8(2).name(what).u64(done).u64(total);
            case Done(Map<String, String> terms) -> write(terms, out.u8(3));
            case Failed(String text) -> out.u8(4).text16(text);
        }
        return out.toArray();
    }

    private static void write(Map<String, String> terms, WireWriter out) {
        out.u8(terms.size());
        for (Entry<String, String> each : terms.entrySet()) {
            out.name(each.getKey()).text16(each.getValue());
        }
    }

    /** Receives the next. */
    static ControlMessage receive(SocketChannel from) throws IOException {
        int length = read(from, Integer.BYTES).getInt();
        if (length < 1 || length > LONGEST) {
            throw new IOException("a message of " + Integer.toUnsignedString(length) + " bytes is none");
        }
        try {
            return decode(Slice.of(read(from, length).array()));
        } catch (MalformedException e) {
            throw new IOException("a message is malformed: " + e.getMessage(), e);
        }
    }

    private static ByteBuffer read(SocketChannel from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (from.read(bytes) < 0) {
                throw new EOFException("the other side has gone");
            }
        }
        return bytes.flip();
    }

    /** Reads what {@link #encode} writes. */
    static ControlMessage decode(Slice content) throws MalformedException {
        WireReader in = new WireReader(content);
        ControlMessage message = switch (in.u8()) {
            case 1 -> {
                int version = in.u8();
                if (version != VERSION) {
                    throw new MalformedException("version " + version + " is not spoken here, but " + VERSION);
                }
                yield new Command(in.name(), terms(in));
            }
            case 2 -> new Progress(in.name(), in.u64(), in.u64());
            case 3 -> new Done(terms(in));
            case 4 -> new Failed(in.text16(LONGEST));
            default -> throw new MalformedException("there is no such kind");
        };
        in.end();
        return message;
    }

    private static Map<String, String> terms(WireReader in) throws MalformedException {
        Map<String, String> terms = new TreeMap<>();
        for (int left = in.u8(); left > 0; left--) {
            terms.put(in.name(), in.text16(LONGEST));
        }
        return terms;
    }
}
