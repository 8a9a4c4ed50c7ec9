package io.ate.internal.log;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A fault point that holds writes up, counts them, and fails them on demand. Thread-safe. */
final class Gate implements WriteFaults {
    private final Semaphore open = new Semaphore(0);
    private final Semaphore reached = new Semaphore(0);
    private final AtomicInteger writes = new AtomicInteger();
    private volatile boolean holds;
    private volatile @Nullable Moment failing;

    /** From now on each write waits for {@link #letPass}. */
    void hold() {
        holds = true;
    }

    /** Returns when a write waits here. */
    void awaitWrite() {
        reached.acquireUninterruptibly();
    }

    /** Lets what waits here pass, and everything after it. */
    void letPass() {
        holds = false;
        open.release();
    }

    /** From now on each write fails at that moment. */
    void failAt(Moment moment) {
        failing = moment;
    }

    int writes() {
        return writes.get();
    }

    @Override
    public void at(Moment moment) throws IOException {
        if (moment == Moment.BEFORE_WRITE) {
            writes.incrementAndGet();
            if (holds) {
                reached.release();
                open.acquireUninterruptibly();
            }
        }
        if (moment == failing) {
            throw new IOException("No space left on device");
        }
    }
}
