package io.ate.internal.replica;

import io.ate.internal.crypto.Entropy;
import io.ate.internal.trust.Verifiers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The threads that replicas run on: few platform threads for owners and cryptography, which never wait, and virtual
 * ones for what does. They are daemons and go when nothing is left to do, so forgetting to close keeps no program
 * alive. Thread-safe.
 */
public final class ReplicaThreads implements AutoCloseable {
    private static final int IDLE_SECONDS = 10;

    private final ReplicaEnvironment environment;
    private final ExecutorService owners;
    private final ExecutorService checkers;
    private final ExecutorService readers;

    /** Makes pools of as many threads as there are cores. */
    public ReplicaThreads(Entropy entropy, LongSupplier clock) {
        owners = pool("ate-replica-");
        checkers = pool("ate-check-");
        readers = Executors.newVirtualThreadPerTaskExecutor();
        environment = new ReplicaEnvironment(entropy, new Verifiers(), clock, owners, checkers, readers);
    }

    public ReplicaEnvironment environment() {
        return environment;
    }

    /** Ends the threads after what they have begun; what is closed later finds nothing to run on. */
    @Override
    public void close() {
        owners.shutdown();
        checkers.shutdown();
        readers.shutdown();
    }

    private static ExecutorService pool(String name) {
        int threads = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(threads, threads, IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), Thread.ofPlatform().daemon().name(name, 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
