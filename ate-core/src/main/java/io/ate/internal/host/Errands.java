package io.ate.internal.host;

import io.ate.Reason;
import io.ate.StoreDamagedException;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.tree.LeavesGoneException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What other threads do for one connection: has its requests worked on by them, and brings back what they found to the
 * connection's own executor, all that came meanwhile together. {@link #later} may be called by any thread, everything
 * else belongs to that executor.
 */
final class Errands {
    private final Executor own;
    private final Outlet out;
    private final Backlog backlog;
    private final Runnable afterwards;
    private final ConcurrentLinkedQueue<Runnable> answers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean answering = new AtomicBoolean();

    /**
     * @param own runs the connection's tasks, one after the other
     * @param afterwards is run there each time after what was brought back
     */
    Errands(Executor own, Outlet out, Backlog backlog, Runnable afterwards) {
        this.own = own;
        this.out = out;
        this.backlog = backlog;
        this.afterwards = afterwards;
    }

    /** Has {@code task} run on the connection's executor, with all others that come meanwhile. */
    void later(Runnable task) {
        answers.add(task);
        if (answering.compareAndSet(false, true)) {
            own.execute(this::runAnswers);
        }
    }

    private void runAnswers() {
        answering.set(false);
        for (Runnable next = answers.poll(); next != null; next = answers.poll()) {
            next.run();
        }
        afterwards.run();
    }

    /** Has a request worked on elsewhere; it counts among those at work meanwhile. */
    void work(Executor workers, Runnable task) {
        backlog.requestBegins();
        workers.execute(() -> {
            try {
                task.run();
            } finally {
                later(backlog::requestEnds);
            }
        });
    }

    /** Has {@code task} read the log for a request, which is refused if that fails. */
    void read(Executor readers, int channel, int request, Runnable task) {
        work(readers, () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                later(() -> reject(channel, request, reasonOf(e), String.valueOf(e.getMessage())));
            }
        });
    }

    /** What to tell the client when reading the log failed so. */
    static Reason reasonOf(RuntimeException failure) {
        return switch (failure) {
            case StoreDamagedException _ -> Reason.DAMAGED;
            case LeavesGoneException _ -> Reason.GOING_AWAY; // compaction was where the reader is: he may begin anew
            default -> Reason.INTERNAL;
        };
    }

    void reject(int channel, int request, Reason reason, String text) {
        out.send(new Rejected(channel, request, reason, null, text));
    }
}
