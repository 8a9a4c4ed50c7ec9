package io.ate.internal.sequence;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one after the other, in the order in which they were given, on the threads of another executor: what makes
 * an object with state an owner of it. Thread-safe.
 */
public final class Serial implements Executor {
    /** So many tasks at a time, then others get the thread. */
    private static final int TURN = 256;

    private final Executor threads;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    public Serial(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            threads.execute(this::run);
        }
    }

    private void run() {
        int done = 0;
        try {
            while (done < TURN) {
                Runnable task = tasks.poll();
                if (task == null) {
                    break;
                }
                done++;
                task.run();
            }
        } finally {
            if (waiting.addAndGet(-done) > 0) {
                threads.execute(this::run);
            }
        }
    }
}
