package io.ate.internal.sequence;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one after the other, in the order in which they were given: what makes an object with state an owner of
 * it. {@link #execute} leaves them to the threads of another executor; {@link #here} does a small one at once, on the
 * thread that brings it, where nobody is at work, since waking another thread takes longer than what is small. That
 * thread goes on with what is small, too, and came meanwhile, and with nothing else. Thread-safe.
 */
public final class Serial implements Executor {
    /** So many tasks at a time, then others get the thread. */
    private static final int TURN = 256;
    /** So many by a thread that has other things to do. */
    private static final int HERE = 16;

    private final Executor threads;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** A task that takes next to no time, and so may run on a thread that has other things to do. */
    @FunctionalInterface
    public interface Small extends Runnable {}

    public Serial(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            handOver();
        }
    }

    /** Runs {@code task} on this thread if nobody is at work, and else leaves it to who is. */
    public void here(Small task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            run(HERE, false);
        }
    }

    private void handOver() {
        threads.execute(() -> run(TURN, true));
    }

    private void run(int most, boolean anything) {
        int done = 0;
        try {
            while (done < most) {
                Runnable task = tasks.peek();
                if (task == null || !(anything || task instanceof Small)) {
                    break;
                }
                tasks.remove();
                done++;
                task.run();
            }
        } finally {
            if (waiting.addAndGet(-done) > 0) {
                handOver();
            }
        }
    }
}
