package io.ate.internal.view;

import io.ate.PrimaryKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The children of one object in one collection, in the order in which they were placed. One thread appends and ends;
 * any thread reads a {@link Slots} that it took once, which never changes.
 *
 * <p>
 * A slot is the child's key and the sequence of its placing. A reader takes a slot for real only if the child, as the
 * reader's state knows it, was placed here by that very event; so slots of children that left need not vanish at once.
 * They are swept when they outnumber the rest.
 */
final class ChildList {
    /** Most collections that are small are very small, and there may be as many of them as there are objects. */
    private static final int SMALLEST = 2;

    /**
     * What a reader takes: the first {@code size} slots. Immutable.
     *
     * @param left how many of them are of children that left
     * @param lastLeft sequence at which the last of these did, or 0
     */
    record Slots(PrimaryKey[] keys, long[] placed, int size, int left, long lastLeft) {
        /** The index of the first slot whose child was placed after {@code sequence}. */
        int after(long sequence) {
            int low = 0;
            int high = size;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (placed[middle] <= sequence) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    private final String collection;
    private final @Nullable ChildList next;
    private volatile Slots slots = new Slots(new PrimaryKey[SMALLEST], new long[SMALLEST], 0, 0, 0);

    /** @param next the list of another collection of the same parent, or null */
    ChildList(String collection, @Nullable ChildList next) {
        this.collection = collection;
        this.next = next;
    }

    String collection() {
        return collection;
    }

    @Nullable
    ChildList next() {
        return next;
    }

    Slots slots() {
        return slots;
    }

    /** Adds a child; sequences of placing only rise. */
    void append(PrimaryKey key, long placed) {
        Slots now = slots;
        PrimaryKey[] keys = now.keys;
        long[] sequences = now.placed;
        if (now.size == keys.length) {
            int capacity = Math.addExact(now.size, Math.max(SMALLEST, now.size >> 2));
            keys = Arrays.copyOf(keys, capacity);
            sequences = Arrays.copyOf(sequences, capacity);
        }
        keys[now.size] = key;
        sequences[now.size] = placed;
        slots = new Slots(keys, sequences, now.size + 1, now.left, now.lastLeft);
    }

    /** Counts a child that left. */
    void left(long sequence) {
        Slots now = slots;
        slots = new Slots(now.keys, now.placed, now.size, now.left + 1, sequence);
    }

    boolean wantsSweep() {
        Slots now = slots;
        return now.left > 16 && now.left > now.size / 2;
    }

    /** Drops the slots of children that are not here any more; only while nobody reads an older state. */
    void sweep(ChildTest isHere) {
        Slots now = slots;
        PrimaryKey[] keys = new PrimaryKey[Math.max(SMALLEST, now.size - now.left)];
        long[] placed = new long[keys.length];
        int kept = 0;
        for (int i = 0; i < now.size; i++) {
            if (isHere.test(now.keys[i], now.placed[i])) {
                if (kept == keys.length) {
                    keys = Arrays.copyOf(keys, kept + SMALLEST);
                    placed = Arrays.copyOf(placed, kept + SMALLEST);
                }
                keys[kept] = now.keys[i];
                placed[kept++] = now.placed[i];
            }
        }
        slots = new Slots(keys, placed, kept, 0, now.lastLeft);
    }

    /** Tells whether the child with that key is here by the placing of that sequence. */
    interface ChildTest {
        boolean test(PrimaryKey key, long placed);
    }
}
