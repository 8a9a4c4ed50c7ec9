package io.ate.internal.protocol;

import io.ate.internal.crypto.FrameSealer;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Gathers messages into frames and seals them where they were encoded. Layout of a frame before it is sealed:
 * {@code (u32 length ‖ message)*}, at least one and at most {@link #FRAME} bytes; sealing adds a tag of 16 bytes.
 * Confined to one thread; frames are to be sent in the order in which they are taken.
 *
 * <p>
 * A message that is too long to travel whole goes in parts, which are cut only as frames are taken. So a long message
 * costs no second copy, and {@linkplain #addUrgent urgent} ones still get between its parts.
 */
public final class FrameWriter {
    /** The longest frame before it is sealed, in bytes. */
    public static final int FRAME = 1024 * 1024;
    /** The longest frame as it is sent, in bytes. */
    public static final int SEALED_FRAME = FRAME + FrameSealer.OVERHEAD;

    /**
     * Messages are gathered up to so many bytes. Of a frame that does not come whole nothing can be opened: on a link
     * that breaks again and again, or is slow, what is sent gets through frame by frame.
     */
    private static final int GATHERED = 64 << 10;
    private static final int LENGTH = 4;
    /** A new frame is expected to be as long as the last one was, within these bounds. */
    private static final int SHORTEST = 512;
    private static final int LONGEST = GATHERED;

    private final FrameSealer sealer;
    private final Deque<Slice> sealed = new ArrayDeque<>();
    private final Deque<Message> waiting = new ArrayDeque<>();
    /** Without an array of its own while nothing is to be sent. */
    private WireWriter frame = new WireWriter(0);
    private int expected = SHORTEST;
    private @Nullable PartWriter parts;
    private long sealedBytes;

    public FrameWriter(SecureChannel channel) {
        sealer = channel.sealer();
    }

    /** Adds a message that is sent after all that were added before it. */
    public void add(Message message) {
        if (parts == null) {
            append(message);
        } else {
            waiting.add(message);
        }
    }

    /** Adds a message that does not wait for the parts of a longer one, as answers need not. */
    public void addUrgent(Message message) {
        append(message);
    }

    /** Tells whether there is nothing to send. */
    public boolean isEmpty() {
        return sealed.isEmpty() && frame.length() == 0 && parts == null && waiting.isEmpty();
    }

    /** How many bytes are encoded and wait to be taken; what is still to be cut into parts does not count. */
    public long encodedBytes() {
        return sealedBytes + frame.length();
    }

    /** Tells whether a long message is being sent, which all but urgent ones wait for. */
    public boolean isInParts() {
        return parts != null;
    }

    /** The next frame to send, or null if there is nothing to send. */
    public @Nullable Slice next() {
        if (sealed.isEmpty()) {
            fill();
        }
        if (sealed.isEmpty() && frame.length() > 0) {
            seal();
        }
        Slice next = sealed.poll();
        sealedBytes -= next == null ? 0 : next.length();
        return next;
    }

    private void fill() {
        while (parts != null && sealed.isEmpty() && frame.length() <= GATHERED) {
            append(parts.next());
            if (!parts.hasNext()) {
                parts = null;
                while (parts == null && !waiting.isEmpty()) {
                    append(waiting.remove());
                }
            }
        }
    }

    private void append(Message message) {
        if (frame.length() >= GATHERED) {
            seal();
        }
        int start = frame.length();
        if (start == 0) {
            frame = new WireWriter(expected);
        }
        MessageCodec.write(frame.u32(0), message);
        int length = frame.length() - start - LENGTH;
        if (length > Message.WHOLE) {
            cut(message, frame.takeBack(start));
            return;
        }
        frame.u32At(start, length);
        if (start > 0 && frame.length() > GATHERED) {
            byte[] last = frame.takeBack(start);
            seal();
            frame = new WireWriter(last.length).raw(last);
        }
    }

    private void cut(Message message, byte[] encoded) {
        if (parts == null) {
            parts = new PartWriter(Slice.of(encoded, LENGTH, encoded.length - LENGTH));
        } else {
            waiting.add(message);
        }
    }

    private void seal() {
        int length = frame.length();
        Slice bytes = frame.raw(new byte[FrameSealer.OVERHEAD]).toSlice();
        sealer.seal(bytes.array(), bytes.offset(), length, bytes.array(), bytes.offset());
        sealed.add(bytes);
        sealedBytes += bytes.length();
        frame = new WireWriter(0);
        expected = Math.clamp(length + length / 8, SHORTEST, LONGEST);
    }
}
