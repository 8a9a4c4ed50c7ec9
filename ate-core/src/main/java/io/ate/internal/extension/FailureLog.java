package io.ate.internal.extension;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what code threw that was put into a server, a few times a minute at most: who sends commits can have a validator
 * fail as often as he likes. What was left out is counted with the next line. Thread-safe.
 */
final class FailureLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.ate.extension");
    private static final long PAUSE = 10_000_000_000L;

    private final AtomicLong next = new AtomicLong(System.nanoTime());
    private final AtomicLong unsaid = new AtomicLong();

    /** Says what happened, and why, or counts it. */
    void say(String what, Throwable cause) {
        long now = System.nanoTime();
        long due = next.get();
        if (now - due < 0 || !next.compareAndSet(due, now + PAUSE)) {
            unsaid.incrementAndGet();
            return;
        }
        long left = unsaid.getAndSet(0);
        LOG.error(left == 0 ? what : what + " (and " + left + " times something like it)", cause);
    }
}
