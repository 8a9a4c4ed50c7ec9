package io.ate.internal.testing;

import io.ate.internal.lock.Timer;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A timer that goes on when a test says so. Confined to one thread. */
public final class TestTimer implements Timer {
    private final PriorityQueue<Due> tasks = new PriorityQueue<>();
    private long now;
    private long set;
    private @Nullable RuntimeException fault;

    private record Due(long time, long order, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return time != other.time ? Long.compare(time, other.time) : Long.compare(order, other.order);
        }
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public Pending after(long millis, Runnable task) {
        if (fault != null) {
            RuntimeException thrown = fault;
            fault = null;
            throw thrown;
        }
        Due due = new Due(now + millis, set++, task);
        tasks.add(due);
        return () -> tasks.remove(due);
    }

    /** Has the next task that is to run later not be taken. */
    public void fail(RuntimeException with) {
        fault = with;
    }

    /** Lets so much time pass, with all that comes due on the way. */
    public void pass(long millis) {
        long end = now + millis;
        for (Due next = tasks.peek(); next != null && next.time <= end; next = tasks.peek()) {
            tasks.remove();
            now = Math.max(now, next.time);
            next.task.run();
        }
        now = end;
    }
}
