package io.ate.internal.text;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Says when a line goes to a log that others can cause as often as they like: once in ten seconds at most. What is left
 * out is counted for the next one. Thread-safe.
 */
public final class Pace {
    private static final long PAUSE = 10_000_000_000L;

    private final LongSupplier nanoTime;
    private final AtomicLong next;
    private final AtomicLong unsaid = new AtomicLong();

    public Pace() {
        this(System::nanoTime);
    }

    Pace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.next = new AtomicLong(nanoTime.getAsLong());
    }

    /** How many lines were left out since the last one, if one may be written now; else this one is left out, too. */
    public OptionalLong due() {
        long now = nanoTime.getAsLong();
        long due = next.get();
        if (now - due < 0 || !next.compareAndSet(due, now + PAUSE)) {
            unsaid.incrementAndGet();
            return OptionalLong.empty();
        }
        return OptionalLong.of(unsaid.getAndSet(0));
    }
}
