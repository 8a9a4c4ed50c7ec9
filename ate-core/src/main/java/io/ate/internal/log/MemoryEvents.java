package io.ate.internal.log;

import io.ate.internal.event.Event;
import io.ate.internal.log.LogItem.Gap;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of one chain in memory, and the gaps between them, encoded one behind the other in few large arrays: a
 * million of them are a few thousand objects to the garbage collector. What is read shares those arrays. Guarded by the
 * lock of the log's state.
 *
 * <p>
 * The layout is that of {@link EventRow}. What a gap covers keeps its places in the tables until half of all are such;
 * then what is left moves together, which happens less and less often.
 */
final class MemoryEvents {
    /** Chunks double from the first one to the longest, so that short chains are cheap, too. */
    private static final int FIRST = 4 << 10;
    private static final int LONGEST = 128 << 10;
    private static final int DOUBLINGS = 5;
    private static final int OFFSET_BITS = 32;
    /** In the place of a start: covered by a gap. */
    private static final long COVERED = -1;

    private final List<byte[]> chunks = new ArrayList<>();
    /** By place: the sequence of an event, or the first one of a gap. They rise. */
    private long[] sequences = new long[16];
    /** By place: the chunk and the offset in it at which that begins. */
    private long[] starts = new long[16];
    private int count;
    private int covered;
    private long end;
    private long written;
    /** How much of that is of no more use. */
    private long garbage;
    /** Writes the last chunk. */
    private @Nullable WireWriter last;

    /** The sequence of the last event. */
    long end() {
        return end;
    }

    void add(Event event, @Nullable Slice record) {
        end++;
        place(end, write(lengthOf(event, record), out -> EventRow.write(event, record, false, out)));
    }

    /** Adds what follows. */
    void add(LogItem item) {
        place(item.first(), write(item));
        end = item.last();
    }

    private static int lengthOf(Event event, @Nullable Slice record) {
        return 1 + (record == null ? 0 : 4 + record.length()) + event.presentLength();
    }

    private void place(long sequence, long start) {
        if (count == starts.length) {
            int longer = Math.multiplyExact(2, count);
            starts = Arrays.copyOf(starts, longer);
            sequences = Arrays.copyOf(sequences, longer);
        }
        sequences[count] = sequence;
        starts[count++] = start;
    }

    /** Has an event stay without its payload. */
    void strip(StoredEvent bare) {
        int at = placeOf(bare.sequence());
        if (get(at) instanceof StoredEvent stored // else it is gone altogether
                && bare.event().presentLength() < stored.event().presentLength()) {
            starts[at] = write(bare);
            garbage += lengthOf(stored);
            rewriteIfWorthIt();
        }
    }

    /** Has events go. */
    void cut(Gap gap) {
        int first = placeOf(gap.from());
        for (int i = first; i < count && sequences[i] <= gap.to(); i++) {
            if (starts[i] != COVERED) {
                garbage += lengthOf(get(i));
                starts[i] = COVERED;
                covered++;
            }
        }
        starts[first] = write(gap);
        covered--;
        rewriteIfWorthIt();
    }

    /** About how many bytes all takes, as {@link LogEntry#size} counts them. */
    long size() {
        return written - garbage + (long) LogEntry.ROW * (count - covered);
    }

    private static int lengthOf(LogItem item) {
        return switch (item) {
            case StoredEvent stored -> lengthOf(stored.event(), stored.commitRecord());
            case Gap gap -> {
                WireWriter encoded = new WireWriter();
                EventRow.write(gap, encoded);
                yield encoded.length();
            }
            case LogItem.Damaged _ -> throw new IllegalStateException("memory is not damaged");
        };
    }

    private void rewriteIfWorthIt() {
        if (garbage > written / 2 || covered > count / 2) {
            MemoryEvents dense = new MemoryEvents();
            for (int i = 0; i < count; i++) {
                if (starts[i] != COVERED) {
                    dense.place(sequences[i], dense.write(get(i)));
                }
            }
            chunks.clear();
            chunks.addAll(dense.chunks);
            sequences = dense.sequences;
            starts = dense.starts;
            count = dense.count;
            covered = 0;
            last = dense.last;
            written = dense.written;
            garbage = 0;
        }
    }

    private long write(LogItem item) {
        return write(lengthOf(item), out -> {
            switch (item) {
                case StoredEvent stored -> EventRow.write(stored.event(), stored.commitRecord(), false, out);
                case Gap gap -> EventRow.write(gap, out);
                case LogItem.Damaged _ -> throw new IllegalStateException("memory is not damaged");
            }
        });
    }

    /** Gives where it was written. */
    private long write(int length, Consumer<WireWriter> row) {
        WireWriter out = room(length);
        long start = start(out.length());
        row.accept(out);
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

    /** What is at that sequence. */
    Optional<LogItem> item(long sequence) {
        return sequence < 1 || sequence > end ? Optional.empty() : Optional.of(get(placeOf(sequence)));
    }

    /** Up to so many items behind {@code after}; the first may be a gap that begins before. */
    List<LogItem> items(long after, int most) {
        List<LogItem> items = new ArrayList<>();
        if (after < end) {
            for (int i = placeOf(after + 1); i < count && items.size() < most; i++) {
                if (starts[i] != COVERED) {
                    items.add(get(i));
                }
            }
        }
        return items;
    }

    /** The place of what is at a sequence that the chain has reached. */
    private int placeOf(long sequence) {
        int at = (int) (sequence - 1); // as long as nothing has gone
        if (at >= count || sequences[at] != sequence) {
            int found = Arrays.binarySearch(sequences, 0, count, sequence);
            at = found >= 0 ? found : -found - 2;
        }
        while (starts[at] == COVERED) {
            at--;
        }
        return at;
    }

    private LogItem get(int at) {
        long start = starts[at];
        byte[] chunk = chunks.get((int) (start >>> OFFSET_BITS));
        int offset = (int) start;
        try {
            return EventRow.read(sequences[at], new WireReader(Slice.of(chunk, offset, chunk.length - offset)));
        } catch (MalformedException e) {
            throw new IllegalStateException("an event in memory is not as it was written", e);
        }
    }
}
