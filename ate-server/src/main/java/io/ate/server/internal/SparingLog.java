package io.ate.server.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Logs what strangers can provoke, so many lines a minute at most; the rest is counted and told with the next line.
 * Thread-safe.
 */
final class SparingLog {
    private static final int LINES = 20;
    private static final long MINUTE = 60_000_000_000L;

    private final Logger log;
    private final LongSupplier nanoTime;
    private final AtomicLong minute;
    private final AtomicInteger lines = new AtomicInteger();
    private final AtomicLong unsaid = new AtomicLong();

    SparingLog(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.minute = new AtomicLong(nanoTime.getAsLong());
    }

    /** Says that something happened to a connection, or counts it. */
    void say(Object who, String what) {
        long now = nanoTime.getAsLong();
        long began = minute.get();
        if (now - began >= MINUTE && minute.compareAndSet(began, now)) {
            lines.set(0);
        }
        if (lines.incrementAndGet() > LINES) {
            unsaid.incrementAndGet();
            return;
        }
        long left = unsaid.getAndSet(0);
        if (left > 0) {
            log.info("{}: {} ({} such lines left out)", who, what, left);
        } else {
            log.info("{}: {}", who, what);
        }
    }
}
