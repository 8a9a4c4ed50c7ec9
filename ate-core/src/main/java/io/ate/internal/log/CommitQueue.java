package io.ate.internal.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was appended and is not durable yet, in the order of appending. Thread-safe: many put, one takes.
 *
 * <p>
 * Each batch is checked against those before it and queued in one step, under one lock that is never held during a
 * write or a sync, so that the order of checks is the order of writing.
 */
final class CommitQueue {
    /** What one write takes: enough to make the sync cheap, little enough to answer the first without delay. */
    private static final long GROUP = 8L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final AppendCheck check;
    private final LogRoom room = new LogRoom();
    /** How many batches were ever appended, and how many of these answered. */
    private long appended;
    private long answered;
    private final ArrayDeque<Mark> marks = new ArrayDeque<>(0);
    private boolean closed;

    CommitQueue(AppendCheck check) {
        this.check = check;
    }

    LogRoom room() {
        return room;
    }

    void append(int shard, LogBatch batch, RedoLog.Completion completion) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the log is closed");
            }
            check.accept(shard, batch);
            Waiting added = new Waiting(batch, batch.size(), completion);
            waiting.add(added);
            appended++;
            room.take(added.bytes);
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Has {@code next} run as soon as all is answered that was appended so far, or at once if the queue is closed. */
    void whenAnswered(Runnable next) {
        lock.lock();
        try {
            if (answered < appended && !closed) {
                marks.add(new Mark(appended, next));
                return;
            }
        } finally {
            lock.unlock();
        }
        next.run();
    }

    /** Waits for batches and takes the next group; an empty one once the queue is closed and everything taken. */
    List<Waiting> take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                arrived.awaitUninterruptibly();
            }
            return group();
        } finally {
            lock.unlock();
        }
    }

    /** Tells whether nothing waits to be taken. */
    boolean isEmpty() {
        lock.lock();
        try {
            return waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the next group, an empty one if nothing waits. */
    List<Waiting> poll() {
        lock.lock();
        try {
            return group();
        } finally {
            lock.unlock();
        }
    }

    private List<Waiting> group() {
        List<Waiting> group = new ArrayList<>(waiting.size());
        long bytes = 0;
        while (bytes < GROUP) {
            Waiting next = waiting.poll();
            if (next == null) {
                break;
            }
            group.add(next);
            bytes += next.bytes;
        }
        return group;
    }

    /** Says that this group is durable, or will never be said to be, and no longer waits. */
    void settled(List<Waiting> group) {
        long bytes = 0;
        for (Waiting each : group) {
            bytes += each.bytes;
        }
        lock.lock();
        try {
            check.settled(group);
        } finally {
            lock.unlock();
        }
        room.give(bytes);
    }

    /** Says that this group was answered; returns what is to be run now. */
    List<Runnable> answered(List<Waiting> group) {
        List<Runnable> next = new ArrayList<>(0);
        lock.lock();
        try {
            answered += group.size();
            while (!marks.isEmpty() && marks.getFirst().after() <= answered) {
                next.add(marks.removeFirst().next());
            }
        } finally {
            lock.unlock();
        }
        return next;
    }

    /** Takes nothing more; what waits can still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A batch and who wants to know. */
    record Waiting(LogBatch batch, long bytes, RedoLog.Completion completion) {}

    /** What is to be run once so many batches are answered. */
    private record Mark(long after, Runnable next) {}
}
