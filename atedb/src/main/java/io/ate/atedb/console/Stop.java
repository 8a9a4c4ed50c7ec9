package io.ate.atedb.console;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * The wish that the program end, as Ctrl-C or a supervisor's SIGTERM express it. Commands that have something to finish
 * register what ends their work; the process then ends with the exit code that they give. Where none has, the process
 * ends
 * at once. Thread-safe.
 */
public final class Stop {
    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Set<Ending> endings = ConcurrentHashMap.newKeySet();
    private volatile int exitCode;

    /** What ends a command's work, and how long that may take. */
    private record Ending(Runnable action, Duration patience) {}

    /**
     * Has {@code action} called by another thread when the program is to end, until the registration is closed.
     *
     * @param patience how long a signal waits for the command to finish before the process ends nevertheless
     */
    public Listening onRequest(Duration patience, Runnable action) {
        Ending ending = new Ending(action, patience);
        endings.add(ending);
        if (isRequested()) {
            action.run();
        }
        return () -> endings.remove(ending);
    }

    /** Tells whether the program is to end. */
    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Waits that long; tells whether the program is to end. */
    public boolean await(Duration duration) throws InterruptedException {
        return requested.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Asks the program to end. */
    public void request() {
        requested.countDown();
        endings.forEach(ending -> ending.action().run());
    }

    /** Says that the program has done its work, and how. */
    public void finish(int code) {
        exitCode = code;
        finished.countDown();
    }

    /**
     * Has signals ask for the end. The virtual machine answers them by running its shutdown hooks and would then exit
     * with
     * 128 and the signal's number, although the work was ended in order; so the hook itself ends the process, by
     * {@code halt}, once the work is done.
     */
    public void listenToSignals(IntConsumer halt) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endInOrder(halt), "atedb-stop"));
    }

    private void endInOrder(IntConsumer halt) {
        Optional<Duration> patience = endings.stream().map(Ending::patience).max(Comparator.naturalOrder());
        if (finished.getCount() == 0 || patience.isEmpty()) {
            return;
        }
        request();
        try {
            if (finished.await(patience.get().toNanos(), TimeUnit.NANOSECONDS)) {
                halt.accept(exitCode);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A registration that ends when it is closed. */
    @FunctionalInterface
    public interface Listening extends AutoCloseable {
        @Override
        void close();
    }
}
