package io.ate.internal.replica;

import io.ate.internal.compaction.CompactionRules;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.event.Bounds;
import io.ate.internal.lock.Timer;
import io.ate.internal.trust.Verifiers;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The threads that all replicas of this program run on: few platform threads for owners and cryptography, which never
 * wait, and virtual ones for what does. A program with a hundred chains or clients has no more of them than one with
 * one. They are daemons and go when nothing is left to do, so nobody has to close them. Thread-safe.
 */
public final class ReplicaThreads {
    private static final int IDLE_SECONDS = 10;
    private static final Executor OWNERS = pool("ate-replica-");
    private static final Executor CHECKERS = pool("ate-check-");
    private static final Executor READERS = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("ate-read-", 0).factory());
    private static final ScheduledExecutorService TIMER = deadlines();

    private ReplicaThreads() {}

    /** What replicas need that keep all that there ever was. */
    public static ReplicaEnvironment environment(Entropy entropy, LongSupplier clock) {
        return environment(entropy, clock, Bounds.PAYLOAD, CompactionRules.NEVER);
    }

    /**
     * What replicas need.
     *
     * @param clock milliseconds since 1970
     * @param payloadLimit payloads of more bytes than that are left at the server until they are wanted
     */
    public static ReplicaEnvironment environment(Entropy entropy, LongSupplier clock, int payloadLimit,
            CompactionRules compaction) {
        return new ReplicaEnvironment(entropy, new Verifiers(), clock, timer(), OWNERS, CHECKERS, READERS,
                payloadLimit, compaction);
    }

    /** Runs quick tasks later, as deadlines come due; by the machine's own clock, as {@link Deadline} goes. */
    public static Delays delays() {
        return (millis, task) -> {
            Future<?> scheduled = TIMER.schedule(task, millis, TimeUnit.MILLISECONDS);
            return () -> scheduled.cancel(false);
        };
    }

    /** The machine's own clock, and quick tasks that come due by it. */
    private static Timer timer() {
        return new Timer() {
            @Override
            public long now() {
                return Deadline.clock();
            }

            @Override
            public Pending after(long millis, Runnable task) {
                return delays().after(millis, task)::cancel;
            }
        };
    }

    private static ScheduledExecutorService deadlines() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().daemon().name("ate-deadlines").factory());
        timer.setRemoveOnCancelPolicy(true); // else what was cancelled would stay in memory until it came due
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    private static Executor pool(String name) {
        int threads = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(threads, threads, IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), Thread.ofPlatform().daemon().name(name, 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
