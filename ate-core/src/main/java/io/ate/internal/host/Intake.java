package io.ate.internal.host;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all clients of a server together have sent and have no answer to. Without such a bound a crowd, each of which
 * keeps to its own, would fill the memory. Who exceeds it is not refused but not read from, until half of it is
 * answered. Thread-safe.
 */
final class Intake {
    private final long bound;
    private final AtomicLong waiting = new AtomicLong();
    private final ConcurrentLinkedQueue<Runnable> held = new ConcurrentLinkedQueue<>();

    Intake(long bound) {
        this.bound = bound;
    }

    void begins(int length) {
        waiting.addAndGet(length);
    }

    void ends(int length) {
        waiting.addAndGet(-length);
        goOnIfRoom();
    }

    boolean isFull() {
        return waiting.get() >= bound;
    }

    /** Tells whether enough is answered for those to go on who were held up. */
    boolean hasRoom() {
        return waiting.get() < Math.max(1, bound / 2);
    }

    /** Has {@code next} run, on any thread, as soon as {@link #hasRoom()}. */
    void whenRoom(Runnable next) {
        held.add(next);
        goOnIfRoom();
    }

    private void goOnIfRoom() {
        if (!held.isEmpty() && hasRoom()) {
            for (Runnable next = held.poll(); next != null; next = held.poll()) {
                next.run();
            }
        }
    }

    /** How many bytes wait now. */
    long waiting() {
        return waiting.get();
    }
}
