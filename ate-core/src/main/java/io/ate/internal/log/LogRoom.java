package io.ate.internal.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much waits to become durable, and who is held up until less does. Thread-safe.
 *
 * <p>
 * Who found no room stands in line, and while anybody stands there nobody else finds any, so that those who come later
 * do not pass by. When half of what may wait is durable all are called, in the order of the line; who finds no room
 * then stands in line anew, ahead of those who had a turn.
 */
final class LogRoom {
    /** What may wait before appenders are held up, in bytes. */
    static final long MOST = 64L << 20;

    private final AtomicLong taken = new AtomicLong();
    private final ConcurrentLinkedQueue<Runnable> line = new ConcurrentLinkedQueue<>();

    /** Tells whether somebody may append now. */
    boolean isThere() {
        return taken.get() < MOST && line.isEmpty();
    }

    /** How many bytes wait. */
    long taken() {
        return taken.get();
    }

    /** So many bytes more wait. */
    void take(long bytes) {
        taken.addAndGet(bytes);
    }

    /** So many bytes wait no longer; calls those who may go on, on this thread. */
    void give(long bytes) {
        taken.addAndGet(-bytes);
        callIfHalfIsFree();
    }

    /** Has {@code next} run, once, on this thread or on that of whoever gives room back. */
    void whenThere(Runnable next) {
        line.add(next);
        callIfHalfIsFree(); // the room may have come back just before
    }

    private void callIfHalfIsFree() {
        if (!line.isEmpty() && taken.get() < MOST / 2) {
            List<Runnable> called = new ArrayList<>(); // all of now, and nobody twice who stands in line again at once
            for (Runnable next = line.poll(); next != null; next = line.poll()) {
                called.add(next);
            }
            called.forEach(Runnable::run);
        }
    }
}
