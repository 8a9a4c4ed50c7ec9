package io.ate.internal.dao;

import io.ate.CommitRejectedException;
import io.ate.Registration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is told of commits that nobody waits for, and that are refused. What an earlier program left may be refused
 * before anybody can listen: whoever comes first is told what was refused while there was nobody. Thread-safe.
 */
final class RefusalListeners {
    /** So many refusals wait for somebody who listens; the oldest go. */
    private static final int MISSED = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(RefusalListeners.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Executor callbacks;
    private final List<Consumer<? super CommitRejectedException>> listeners = new ArrayList<>();
    private final Deque<CommitRejectedException> missed = new ArrayDeque<>();

    /** @param callbacks runs the program's own code */
    RefusalListeners(Executor callbacks) {
        this.callbacks = callbacks;
    }

    Registration add(Consumer<? super CommitRejectedException> listener) {
        List<CommitRejectedException> before;
        lock.lock();
        try {
            listeners.add(listener);
            before = List.copyOf(missed);
            missed.clear();
        } finally {
            lock.unlock();
        }
        if (!before.isEmpty()) {
            callbacks.execute(() -> before.forEach(each -> tell(listener, each)));
        }
        return () -> remove(listener);
    }

    private void remove(Consumer<? super CommitRejectedException> listener) {
        lock.lock();
        try {
            listeners.remove(listener);
        } finally {
            lock.unlock();
        }
    }

    /** Tells all who listen; false if nobody does yet. */
    boolean tell(CommitRejectedException refused) {
        List<Consumer<? super CommitRejectedException>> present;
        lock.lock();
        try {
            present = List.copyOf(listeners);
            if (present.isEmpty()) {
                missed.addLast(refused);
                if (missed.size() > MISSED) {
                    missed.removeFirst();
                }
            }
        } finally {
            lock.unlock();
        }
        present.forEach(each -> tell(each, refused));
        return !present.isEmpty();
    }

    /** One listener's mistake is no reason to keep the news from the others, or from who completes the answer. */
    private static void tell(Consumer<? super CommitRejectedException> listener, CommitRejectedException refused) {
        try {
            listener.accept(refused);
        } catch (RuntimeException | Error e) {
            LOG.error("a listener to refused commits failed", e);
        }
    }
}
