package io.ate.internal.crypto;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * A few idle objects that cost more to make than to use and that one thread at a time may use, such as ciphers. Taking
 * never waits: where none is idle a new one is made, and what finds no room is left to the collector. Thread-safe, and
 * bounded whatever the number of threads, which a thread-local would not be with virtual ones.
 */
final class Spares<T> {
    private static final int SLOTS = 16;

    private final AtomicReferenceArray<T> slots = new AtomicReferenceArray<>(SLOTS);
    private final Supplier<T> maker;

    Spares(Supplier<T> maker) {
        this.maker = maker;
    }

    /** An object that nobody else has until it is given back; not giving it back is allowed. */
    T take() {
        T spare = slots.getAndSet(home(), null);
        return spare != null ? spare : maker.get();
    }

    /** Gives back what was taken. */
    void give(T spare) {
        slots.set(home(), spare);
    }

    private static int home() {
        return (int) Thread.currentThread().threadId() & (SLOTS - 1);
    }
}
