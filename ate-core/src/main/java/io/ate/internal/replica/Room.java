package io.ate.internal.replica;

import io.ate.ChainUnavailableException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Bounds the own commits that are under way, by count and by bytes. Thread-safe. */
final class Room {
    private final int commits;
    private final long bytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int commitsTaken;
    private long bytesTaken;
    private @Nullable RuntimeException ended;

    Room(int commits, long bytes) {
        this.commits = commits;
        this.bytes = bytes;
    }

    /**
     * Waits for room, and takes it; a commit that is larger than all room there is goes alone.
     *
     * @throws ChainUnavailableException if the deadline passes first
     */
    void take(long weight, Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (ended == null && commitsTaken > 0 && (commitsTaken >= commits || bytesTaken + weight > bytes)) {
                if (deadline.remaining() <= 0) {
                    throw new ChainUnavailableException("earlier commits wait for the server; nothing was handed over");
                }
                changed.await(deadline.remaining(), TimeUnit.NANOSECONDS);
            }
            if (ended != null) {
                throw SharedFailure.here(ended);
            }
            commitsTaken++;
            bytesTaken += weight;
        } finally {
            lock.unlock();
        }
    }

    /** The same for what was let in before. */
    void force(long weight) {
        lock.lock();
        try {
            commitsTaken++;
            bytesTaken += weight;
        } finally {
            lock.unlock();
        }
    }

    void giveBack(long weight) {
        lock.lock();
        try {
            commitsTaken--;
            bytesTaken -= weight;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isUnused() {
        lock.lock();
        try {
            return commitsTaken == 0;
        } finally {
            lock.unlock();
        }
    }

    /** From now on nothing is let in; who waits gets {@code cause}. */
    void end(RuntimeException cause) {
        lock.lock();
        try {
            if (ended == null) {
                ended = cause;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
