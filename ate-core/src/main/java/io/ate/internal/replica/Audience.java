package io.ate.internal.replica;

import io.ate.Registration;
import io.ate.internal.view.Effects;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who waits for a replica to get on: listeners to its commits, and threads that wait for a sequence. Thread-safe. */
final class Audience {
    private final CopyOnWriteArrayList<Consumer<Effects>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> interested = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private long reached;
    private int waiting;
    private @Nullable RuntimeException ended;

    /** @param reached the sequence that the view has at first */
    Audience(long reached) {
        this.reached = reached;
    }

    Registration listen(Consumer<Effects> listener) {
        // A wrapper of its own, so that closing one listening does not end another one of the same listener.
        Consumer<Effects> own = effects -> listener.accept(effects);
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    /** Tells listeners what readers of the view are shown anew; the applier's. */
    void applied(Effects effects) {
        for (Consumer<Effects> each : listeners) {
            each.accept(effects);
        }
    }

    /** Wakes who waits for this sequence or one before it; the applier's, once for all that it applied together. */
    void reached(long sequence) {
        lock.lock();
        try {
            reached = Math.max(reached, sequence);
            if (waiting > 0) {
                advanced.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the sequence has been applied; false if the deadline passes first. */
    boolean await(long sequence, Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting++;
            while (reached < sequence) {
                if (ended != null) {
                    throw SharedFailure.here(ended);
                }
                if (deadline.remaining() <= 0) {
                    return false;
                }
                advanced.await(deadline.remaining(), TimeUnit.NANOSECONDS);
            }
            return true;
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    /** Waits until then, whatever is applied meanwhile. */
    void pause(Deadline until) throws InterruptedException {
        var _ = await(Long.MAX_VALUE, until); // no sequence is that high
    }

    /** Has {@code told} run when nothing more comes; at once if that is so already. */
    Registration whenEnded(Runnable told) {
        Runnable own = () -> told.run(); // as in listen
        boolean now;
        lock.lock();
        try {
            now = ended != null;
            if (!now) {
                interested.add(own);
            }
        } finally {
            lock.unlock();
        }
        if (now) {
            own.run();
        }
        return () -> {
            lock.lock();
            try {
                interested.remove(own);
            } finally {
                lock.unlock();
            }
        };
    }

    /** Nothing more comes; who waits gets {@code cause}. */
    void end(RuntimeException cause) {
        List<Runnable> told;
        lock.lock();
        try {
            if (ended == null) {
                ended = cause;
            }
            advanced.signalAll();
            listeners.clear();
            told = List.copyOf(interested);
            interested.clear();
        } finally {
            lock.unlock();
        }
        told.forEach(Runnable::run);
    }
}
