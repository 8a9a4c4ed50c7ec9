package io.ate.atedb.console;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * The wish that the program end, as Ctrl-C or a supervisor's SIGTERM express it. Commands whose work lasts register
 * what ends it; the process then ends with the exit code that they give. Others have something in flight that is over
 * in a moment: they are let finish it, and interrupted only where it takes longer, as where a server is away.
 * Thread-safe.
 */
public final class Stop {
    /** What somebody who pressed Ctrl-C bears to wait, and a commit on its way needs at most. */
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private static final int UNFINISHED = 1;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Set<Ending> endings = ConcurrentHashMap.newKeySet();
    private final Queue<Runnable> lastWords = new ConcurrentLinkedQueue<>();
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

    /**
     * Has {@code words} called, by another thread and while the command still works, where it was told to end and took
     * too long, just before the process ends nevertheless; until the registration is closed.
     */
    public Listening onGivingUp(Runnable words) {
        lastWords.add(words);
        return () -> lastWords.remove(words);
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
     * with 128 and the signal's number, although the work was ended in order; so the hook itself ends the process, by
     * {@code halt}, once the work is done or has taken too long.
     *
     * @param worker does the program's work
     * @param unfinished says that it took too long, where the command has nothing better to say
     */
    public void listenToSignals(Thread worker, Runnable unfinished, IntConsumer halt) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endInOrder(worker, unfinished, halt), "atedb-stop"));
    }

    void endInOrder(Thread worker, Runnable unfinished, IntConsumer halt) {
        try {
            if (isFinished()) {
                return; // the process ends by itself, with the code of the work
            }
            if (isOverInAMoment() || end(worker)) {
                halt.accept(exitCode);
                return;
            }
            Runnable said = lastWords.peek();
            (said == null ? unfinished : said).run();
            halt.accept(UNFINISHED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isFinished() {
        return finished.getCount() == 0;
    }

    private boolean isOverInAMoment() throws InterruptedException {
        return endings.isEmpty() && finished.await(MOMENT.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Tells whether the work was ended in time. */
    private boolean end(Thread worker) throws InterruptedException {
        Optional<Duration> patience = endings.stream().map(Ending::patience).max(Comparator.naturalOrder());
        request();
        if (patience.isEmpty()) {
            worker.interrupt();
        }
        return finished.await(patience.orElse(MOMENT).toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A registration that ends when it is closed. */
    @FunctionalInterface
    public interface Listening extends AutoCloseable {
        @Override
        void close();
    }
}
