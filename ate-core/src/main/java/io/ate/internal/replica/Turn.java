package io.ate.internal.replica;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one after the other, in the order in which they were given, on the thread that comes first: who finds
 * nobody at it does its own task at once, without a hand-over, and what others bring meanwhile. After a while it
 * passes the rest on to other threads, so that nobody works for others for ever. Thread-safe.
 */
final class Turn implements Executor {
    private static final int OWN = 64;

    private final Executor others;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param others take over where one thread has done enough */
    Turn(Executor others) {
        this.others = others;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            run();
        }
    }

    private void run() {
        int done = 0;
        try {
            while (done < OWN) {
                Runnable task = tasks.poll();
                if (task == null) {
                    break;
                }
                done++;
                task.run();
            }
        } finally {
            if (waiting.addAndGet(-done) > 0) {
                others.execute(this::run);
            }
        }
    }
}
