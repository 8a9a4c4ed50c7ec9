package io.ate.internal.view;

import io.ate.internal.event.Bounds;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.view.Writers.Admitted;
import io.ate.internal.wire.Hash;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The newest commits of one writer, without a gap, at least the last one; in a ring, so that one is found among
 * thousands in a few steps. Those before are read when somebody asks for them, each once, since from then on the whole
 * window is kept in which anybody may ask. Confined to the thread that judges.
 */
final class WriterCommits {
    private @Nullable Admitted[] ring = new Admitted[2];
    private int start;
    private int size;
    /** First sequence of the commit before the oldest one here; 0 if there is none. */
    private long before;
    private boolean keepsWindow;

    /** @param previous first sequence of the commit before {@code last}; 0 if there is none */
    WriterCommits(Admitted last, long previous) {
        ring[0] = last;
        size = 1;
        before = previous;
    }

    int size() {
        return size;
    }

    Admitted last() {
        return at(size - 1);
    }

    /** Tells whether that number is answered without reading. */
    boolean reaches(long number) {
        return before == 0 || number >= at(0).number() || isOutside(number);
    }

    /** Numbers so far below the last one are nobody's business any more. */
    private boolean isOutside(long number) {
        return last().number() - number >= Bounds.NUMBERS;
    }

    /** The commit of that number, or null if there is none, or none that still matters. */
    @Nullable
    Admitted find(long number) {
        int low = 0;
        int high = size - 1;
        while (low <= high && !isOutside(number)) {
            int middle = (low + high) >>> 1;
            Admitted each = at(middle);
            if (each.number() == number) {
                return each;
            }
            if (each.number() < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /**
     * Reads back until that number is reached, or enough was read.
     *
     * @param most records are read
     * @param records of the writer's commits by their first sequences, null where none is kept
     * @param hash of a record's statement
     */
    void reach(long number, WriterHistory records, Function<CommitRecord, Hash> hash, long most) {
        for (long read = 0; read < most && !reaches(number); read++) {
            keepsWindow = true;
            CommitRecord record = records.record(before);
            if (record == null) {
                before = 0;
                return;
            }
            makeRoom();
            start = (start - 1) & (ring.length - 1);
            ring[start] = new Admitted(record.statement().number(), record.first(), record.statement().count(),
                    hash.apply(record));
            size++;
            before = record.previous();
        }
    }

    /** The writer's next commit, which awaits {@code awaited} and what follows. What is not durable yet stays. */
    void add(Admitted next, long awaited, long durable) {
        makeRoom();
        ring[(start + size) & (ring.length - 1)] = next;
        size++;
        long lowest = keepsWindow ? next.number() - Bounds.NUMBERS + 1 : awaited;
        while (size > 1 && at(0).number() < lowest && at(0).first() <= durable) {
            forgetOldest();
        }
    }

    /** Keeps what is not durable yet, and the last one, alone. */
    void forget(long durable) {
        keepsWindow = false;
        while (size > 1 && at(0).first() <= durable) {
            forgetOldest();
        }
        resize(Math.max(2, Integer.highestOneBit(2 * size - 1)));
    }

    private void forgetOldest() {
        before = at(0).first();
        ring[start] = null;
        start = (start + 1) & (ring.length - 1);
        size--;
    }

    private Admitted at(int index) {
        return Objects.requireNonNull(ring[(start + index) & (ring.length - 1)]);
    }

    private void makeRoom() {
        if (size == ring.length) {
            resize(2 * size);
        }
    }

    private void resize(int room) {
        @Nullable
        Admitted[] other = new Admitted[room];
        for (int i = 0; i < size; i++) {
            other[i] = at(i);
        }
        ring = other;
        start = 0;
    }
}
