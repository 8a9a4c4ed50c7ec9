package io.ate.internal.dao;

import io.ate.PrimaryKey;
import io.ate.internal.replica.Deadline;
import io.ate.internal.view.Effects;
import io.ate.internal.view.ObjectEntry;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wakes those who wait for something to happen to one object of a chain: each for his own alone, so that it costs a
 * commit nothing how many wait for others. Thread-safe.
 */
public final class ObjectNews {
    private final OpenChain chain;
    private final Map<PrimaryKey, Set<Watch>> watches = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean isListening;

    /** Nobody waits so far, which costs nothing. */
    ObjectNews(OpenChain chain) {
        this.chain = chain;
    }

    /** Watches that object from now on, for the handle that has that use of its session's keys. */
    public Watch of(PrimaryKey object, SessionLease handle) {
        chain.demandOpen();
        listen();
        Watch watch = new Watch(object, handle);
        watches.merge(object, Set.of(watch), ObjectNews::union);
        chain.attach(watch);
        return watch;
    }

    private void listen() {
        lock.lock();
        try {
            if (!isListening) {
                chain.replica().listen(this::applied);
                chain.replica().whenEnded(this::ended);
                isListening = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /** By the applier's thread. */
    private void applied(Effects commit) {
        if (!watches.isEmpty()) {
            for (ObjectEntry each : commit.objects()) {
                watches.getOrDefault(each.key(), Set.of()).forEach(Watch::wake);
            }
        }
    }

    private void ended() {
        watches.values().forEach(each -> each.forEach(Watch::wake));
    }

    private static Set<Watch> union(Set<Watch> some, Set<Watch> more) {
        Set<Watch> union = new HashSet<>(some);
        union.addAll(more);
        return Set.copyOf(union);
    }

    private static Set<Watch> without(Set<Watch> all, Watch one) {
        Set<Watch> left = new HashSet<>(all);
        left.remove(one);
        return Set.copyOf(left);
    }

    /** One who waits. Thread-safe: one thread waits at a time. */
    public final class Watch implements Attachment {
        private final PrimaryKey object;
        private final SessionLease handle;
        private final Semaphore news = new Semaphore(0);

        private Watch(PrimaryKey object, SessionLease handle) {
            this.object = object;
            this.handle = handle;
        }

        /**
         * Waits for a confirmed commit that names the object, or for the end of the handle or the chain; false if the
         * deadline passes first.
         */
        public boolean await(Deadline deadline) throws InterruptedException {
            boolean isNew = news.tryAcquire(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS);
            news.drainPermits();
            return isNew;
        }

        private void wake() {
            news.release();
        }

        @Override
        public SessionLease session() {
            return handle;
        }

        @Override
        public void close() {
            chain.detach(this);
            watches.computeIfPresent(object, (_, all) -> {
                Set<Watch> left = without(all, this);
                return left.isEmpty() ? null : left;
            });
            wake();
        }
    }
}
