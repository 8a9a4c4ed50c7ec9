package io.ate.internal.bus;

import io.ate.Bus;
import io.ate.Registration;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that a thread of its own goes on with until it is told to stop. Whoever stops it waits until what is being done
 * has been done; only waiting is cut short. Nothing but {@link #stop} ends it: an interruption of its thread, which
 * comes of code of the program, does not. Thread-safe.
 */
public final class Loop implements Registration {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicReference<@Nullable Bus<?>> awaited = new AtomicReference<>();
    private final Thread thread;

    private Loop(String name, Consumer<Loop> work) {
        thread = Thread.ofVirtual().name(name).unstarted(() -> work.accept(this));
    }

    /** Begins {@code work}, which returns soon after the loop {@linkplain #isStopping stops}. */
    public static Loop start(String name, Consumer<Loop> work) {
        Loop loop = new Loop(name, work);
        loop.thread.start();
        return loop;
    }

    public boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** Says which bus the work waits for from now on, which is closed to stop it; null if for none. */
    public void awaits(@Nullable Bus<?> bus) {
        awaited.set(bus);
        if (isStopping()) {
            closeAwaited();
        }
    }

    /** Waits that long, or until the loop is to stop, or somebody interrupts the thread, which does nothing else. */
    public void pause(Duration duration) {
        try {
            var _ = stopping.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            LOG.debug("{} goes on at once, since its thread was interrupted", thread.getName());
        }
    }

    /** Has the work end, without waiting for that. */
    public void stop() {
        stopping.countDown();
        closeAwaited();
    }

    /** Tells whether the calling thread is that of the work. */
    public boolean isCurrent() {
        return Thread.currentThread().equals(thread);
    }

    @Override
    public void close() {
        stop();
        if (isCurrent()) {
            return; // by its own work, which goes on to its end
        }
        try {
            thread.join();
        } catch (InterruptedException _) { // it stops all the same; only nobody waits for it
            Thread.currentThread().interrupt();
        }
    }

    private void closeAwaited() {
        Bus<?> bus = awaited.get();
        if (bus != null) {
            bus.close();
        }
    }
}
