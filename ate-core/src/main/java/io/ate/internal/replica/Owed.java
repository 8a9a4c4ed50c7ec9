package io.ate.internal.replica;

import io.ate.Registration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many own commits nobody sees although something will come in their place: they are being drawn up anew. Whoever
 * looks while there are any may miss what this program has written before. Thread-safe.
 */
final class Owed {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition paid = lock.newCondition();
    private final AtomicInteger count = new AtomicInteger();

    /** One more, until that is closed. */
    Registration add() {
        change(1);
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                change(-1);
            }
        };
    }

    private void change(int by) {
        lock.lock();
        try {
            if (count.addAndGet(by) == 0) {
                paid.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isNothing() {
        return count.get() == 0;
    }

    /** Waits until it is nothing, or until the deadline. */
    void await(Deadline deadline) throws InterruptedException {
        if (isNothing()) { // whoever need not wait is not told of an interruption, either
            return;
        }
        lock.lockInterruptibly();
        try {
            while (!isNothing() && deadline.remaining() > 0) {
                var _ = paid.await(deadline.remaining(), TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
    }
}
