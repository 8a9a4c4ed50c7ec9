package io.ate.server.internal;

import io.ate.internal.lock.Timer;
import io.ate.internal.text.Durations;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a server beside its event loops. Owners and checkers never wait, so there are as many as cores;
 * readers wait for the disk; handshakes have threads of their own, so that a crowd of newcomers does not hold up
 * commits, and so have metrics; each question to a validator has one, since nobody knows how long that takes.
 * Thread-safe. What is given to closed threads is dropped: by then nobody waits for it.
 */
final class ServerThreads {
    private static final Logger LOG = LoggerFactory.getLogger(ServerThreads.class);
    private static final int READERS = 8;
    private static final int IDLE_SECONDS = 30;

    private final ExecutorService owners;
    private final ExecutorService checkers;
    private final ExecutorService readers;
    private final ExecutorService handshakes;
    private final ExecutorService scraper;
    private final ExecutorService validators;
    private final ScheduledThreadPoolExecutor clockwork;

    ServerThreads(int cores) {
        owners = pool("ate-owner-", cores);
        checkers = pool("ate-check-", cores);
        readers = pool("ate-read-", Math.max(READERS, 2 * cores));
        handshakes = pool("ate-hello-", Math.max(1, cores / 2));
        scraper = pool("ate-scrape-", 1);
        validators = Executors
                .newThreadPerTaskExecutor(Thread.ofVirtual().name("ate-validate-", 0).factory());
        clockwork = clockwork();
    }

    Executor owners() {
        return owners;
    }

    Executor checkers() {
        return checkers;
    }

    Executor readers() {
        return readers;
    }

    Executor handshakes() {
        return handshakes;
    }

    /** Gathers metrics, which everybody may ask for: one thread, so that reads of chains keep theirs. */
    Executor scraper() {
        return scraper;
    }

    /** Asks validators. */
    Executor validators() {
        return task -> {
            try {
                validators.execute(task);
            } catch (RejectedExecutionException _) {
                // closed meanwhile: as with the other threads
            }
        };
    }

    /** Has {@code task} run about once in every {@code interval}. */
    void every(Duration interval, Runnable task) {
        var _ = clockwork.scheduleWithFixedDelay(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a regular task failed, and runs again", e);
            }
        }, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The machine's own clock, and quick tasks that come due by it until the threads are closed. */
    Timer timer() {
        return new Timer() {
            @Override
            public long now() {
                return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
            }

            @Override
            public Pending after(long millis, Runnable task) {
                Future<?> scheduled = clockwork.schedule(task, millis, TimeUnit.MILLISECONDS);
                return () -> scheduled.cancel(false);
            }
        };
    }

    private static ScheduledThreadPoolExecutor clockwork() {
        ScheduledThreadPoolExecutor clockwork = new ScheduledThreadPoolExecutor(1, threads("ate-tick-"),
                new ThreadPoolExecutor.DiscardPolicy());
        clockwork.setRemoveOnCancelPolicy(true); // else every renewed lease would stay in memory until it was over
        return clockwork;
    }

    /** Ends what gives the event loops something to do of its own accord, after what it has begun. */
    void closeCallers(Duration patience) {
        clockwork.shutdownNow();
        end(clockwork, patience);
        end(scraper, patience);
        end(handshakes, patience);
    }

    /** Ends all that use the log, after what they have begun; when connections ask for nothing more. */
    void close(Duration patience) {
        validators.shutdownNow(); // whom they would answer has been told that the server goes
        end(readers, patience);
        end(checkers, patience);
        end(owners, patience);
    }

    private static void end(ExecutorService pool, Duration patience) {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("some task did not end within {}", Durations.text(patience));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static ExecutorService pool(String name, int size) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(size, size, IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), threads(name), new ThreadPoolExecutor.DiscardPolicy());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory threads(String name) {
        return Thread.ofPlatform()
                .daemon()
                .name(name, 0)
                .uncaughtExceptionHandler((_, e) -> LOG.error("a task failed: this is a mistake in the server", e))
                .factory();
    }
}
