package io.ate.internal.dao;

import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Delays;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Ends the waiting for answers that no thread waits for, each at its deadline. Thread-safe.
 *
 * <p>
 * One timer stands for all of them, at the earliest deadline that there was when it was set: who sends thousands of
 * commits in a row sets it once, and when it comes due it is set to the earliest deadline of what still waits, if
 * anything does. Answers come about in the order of the commits, so those that have come are found in front.
 */
final class Overdue implements AutoCloseable {
    private final Delays delays;
    private final Lock lock = new ReentrantLock();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private Delays.@Nullable Pending timer;
    private long timerNanos;
    private boolean closed;

    /** @param ending ends the waiting, quickly */
    private record Waiting(Future<?> answer, Deadline deadline, Runnable ending) {}

    Overdue(Delays delays) {
        this.delays = delays;
    }

    /** Has {@code ending} run at the deadline, unless there is an answer by then. */
    void watch(Future<?> answer, Deadline deadline, Runnable ending) {
        lock.lock();
        try {
            forgetFirst();
            waiting.addLast(new Waiting(answer, deadline, ending));
            if (timer == null || deadline.nanos() - timerNanos < 0) {
                set(deadline);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets go of what has been answered: it would be kept in memory until the timer comes due. Does without waiting for
     * whoever hands over a commit at this moment, and does the same.
     */
    void forgetAnswered() {
        if (lock.tryLock()) {
            try {
                forgetFirst();
            } finally {
                lock.unlock();
            }
        }
    }

    private void forgetFirst() {
        for (Waiting first = waiting.peekFirst(); first != null
                && first.answer.isDone(); first = waiting.peekFirst()) {
            waiting.removeFirst();
        }
    }

    private void set(Deadline deadline) {
        unset();
        if (!closed) {
            timerNanos = deadline.nanos();
            // A millisecond more than the whole ones that are left, so that it does not come due just before.
            long millis = TimeUnit.NANOSECONDS.toMillis(Math.max(0, deadline.remaining())) + 1;
            timer = delays.after(millis, this::due);
        }
    }

    private void unset() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void due() {
        takeOverdue().forEach(each -> each.ending.run());
    }

    private List<Waiting> takeOverdue() {
        List<Waiting> overdue = new ArrayList<>();
        lock.lock();
        try {
            Deadline earliest = null;
            for (Iterator<Waiting> each = waiting.iterator(); each.hasNext();) {
                Waiting next = each.next();
                if (next.answer.isDone()) {
                    each.remove();
                } else if (next.deadline.remaining() <= 0) {
                    each.remove();
                    overdue.add(next);
                } else if (earliest == null || next.deadline.nanos() - earliest.nanos() < 0) {
                    earliest = next.deadline;
                }
            }
            unset();
            if (earliest != null) {
                set(earliest);
            }
        } finally {
            lock.unlock();
        }
        return overdue;
    }

    /** Lets go of the timer: with the chain all waiting ends. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            unset();
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }
}
