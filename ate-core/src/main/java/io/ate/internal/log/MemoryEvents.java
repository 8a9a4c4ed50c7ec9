package io.ate.internal.log;

import io.ate.internal.event.Event;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of one chain in memory, encoded one behind the other in few large arrays: a million of them are a few
 * thousand objects to the garbage collector. What is read shares those arrays. Guarded by the lock of the log's state.
 *
 * <p>
 * Layout of an event: {@code u32 length ‖ commit record ‖ flag ‖ event, with its payload if the flag says so}, the
 * length being 0 where no commit begins.
 */
final class MemoryEvents {
    /** Chunks double from the first one to the longest, so that short chains are cheap, too. */
    private static final int FIRST = 4 << 10;
    private static final int LONGEST = 128 << 10;
    private static final int DOUBLINGS = 5;
    private static final int OFFSET_BITS = 32;

    private final List<byte[]> chunks = new ArrayList<>();
    /** The chunk and the offset in it at which an event begins. */
    private long[] starts = new long[16];
    private int count;
    private long written;
    /** How much of that is of events that were written once more. */
    private long garbage;
    /** Writes the last chunk. */
    private @Nullable WireWriter last;

    int count() {
        return count;
    }

    void add(Event event, @Nullable Slice record) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, Math.multiplyExact(2, count));
        }
        starts[count++] = write(event, record);
    }

    /**
     * Has the event at that place, counted from 0, stay without its payload.
     *
     * @return by how many bytes it is shorter
     */
    long strip(int index, StoredEvent bare) {
        int before = get(index, bare.sequence()).event().presentLength();
        int after = bare.event().presentLength();
        if (after < before) {
            starts[index] = write(bare.event(), bare.commitRecord());
            garbage += before;
            if (garbage > written / 2) {
                rewrite();
            }
        }
        return (long) before - after;
    }

    /** Half of what was written is of no more use: the rest moves together, which happens less and less often. */
    private void rewrite() {
        MemoryEvents dense = new MemoryEvents();
        for (int i = 0; i < count; i++) {
            StoredEvent each = get(i, i + 1L);
            dense.add(each.event(), each.commitRecord());
        }
        chunks.clear();
        chunks.addAll(dense.chunks);
        starts = dense.starts;
        last = dense.last;
        written = dense.written;
        garbage = 0;
    }

    /** Gives where it was written. */
    private long write(Event event, @Nullable Slice record) {
        int recordLength = record == null ? 0 : record.length();
        int length = 4 + recordLength + 1 + event.presentLength();
        WireWriter out = room(length);
        long start = start(out.length());
        out.u32(recordLength);
        if (record != null) {
            out.raw(record);
        }
        out.flag(event.hasPayload());
        if (event.hasPayload()) {
            event.write(out);
        } else {
            event.writeWithoutPayload(out);
        }
        written += length;
        return start;
    }

    /** What to write so many bytes with; what is longer than a chunk gets one of its own. */
    private WireWriter room(int length) {
        WireWriter present = last;
        if (present == null || length > chunks.getLast().length - present.length()) {
            byte[] chunk = new byte[Math.max(length, chunks.size() < DOUBLINGS ? FIRST << chunks.size() : LONGEST)];
            chunks.add(chunk);
            present = WireWriter.into(chunk);
            last = present;
        }
        return present;
    }

    private long start(int offset) {
        return ((long) (chunks.size() - 1) << OFFSET_BITS) | offset;
    }

    /** The event at that place, counted from 0, as the one of that sequence. */
    StoredEvent get(int index, long sequence) {
        long start = starts[index];
        byte[] chunk = chunks.get((int) (start >>> OFFSET_BITS));
        int offset = (int) start;
        try {
            WireReader in = new WireReader(Slice.of(chunk, offset, chunk.length - offset));
            Slice record = in.slice32(chunk.length);
            Event event = in.flag() ? Event.read(in) : Event.readWithoutPayload(in);
            return new StoredEvent(sequence, event, record.isEmpty() ? null : record, !event.hasPayload());
        } catch (MalformedException e) {
            throw new IllegalStateException("an event in memory is not as it was written", e);
        }
    }
}
