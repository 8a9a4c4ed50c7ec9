package io.ate.internal.index;

import io.ate.PrimaryKey;
import io.ate.internal.view.Effects;
import io.ate.internal.view.ObjectEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which objects have changed since projections were last brought up to date, and how far one has been told. However
 * often an object changes, it is here once; where too many have, only that is known, and everything has to be looked
 * at. So who follows may fall behind as far as he likes: it costs neither memory nor reading the log. Thread-safe: the
 * applier adds, which holds it up for no longer than it takes to note some keys, and one thread takes.
 */
final class Changed {
    /**
     * With more objects than these, everything is looked at: a value takes about 30 times as long to read as an object
     * takes to be looked at, so that is not much worse even if half a million have not changed.
     */
    static final int MOST = 1 << 14;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private Map<PrimaryKey, Long> objects = new HashMap<>();
    private boolean tooMany;
    private long reached;
    private boolean ended;

    /**
     * A commit has been applied.
     *
     * @param isWanted whether anybody asks what it changed
     */
    void add(Effects commit, boolean isWanted) {
        lock.lock();
        try {
            long last = commit.last();
            for (ObjectEntry each : isWanted ? commit.objects() : List.<ObjectEntry>of()) {
                objects.put(each.key(), last);
            }
            if (objects.size() > MOST) {
                objects = new HashMap<>();
                tooMany = true;
            }
            reach(last);
        } finally {
            lock.unlock();
        }
    }

    /** Somebody knows everything up to there who will be told of everything later. */
    void beginAt(long sequence) {
        lock.lock();
        try {
            reach(sequence);
        } finally {
            lock.unlock();
        }
    }

    private void reach(long sequence) {
        reached = Math.max(reached, sequence);
        told.signalAll();
    }

    /**
     * Tells whether too many have changed, and forgets it: whoever takes a state of the chain after this call, and
     * looks at all of it, misses nothing that was forgotten.
     */
    boolean forgetTooMany() {
        lock.lock();
        try {
            boolean were = tooMany;
            tooMany = false;
            return were;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the objects that changed up to {@code sequence}, which the view has reached: whoever applied it is about to
     * tell. Some that have changed later may be among them, and are kept for the next time.
     *
     * @return empty if they have become too many
     * @throws IllegalStateException if nothing more is told, because the chain has ended
     */
    Optional<Set<PrimaryKey>> takeUpTo(long sequence) {
        lock.lock();
        try {
            while (reached < sequence && !ended) {
                told.awaitUninterruptibly();
            }
            if (reached < sequence) {
                throw new IllegalStateException("the chain has ended");
            }
            Map<PrimaryKey, Long> taken = objects;
            objects = new HashMap<>();
            if (reached > sequence) {
                taken.forEach((key, last) -> {
                    if (last > sequence) {
                        objects.put(key, last);
                    }
                });
            }
            return tooMany ? Optional.empty() : Optional.of(taken.keySet());
        } finally {
            lock.unlock();
        }
    }

    /** Nobody asks any more what has changed so far. */
    void clear() {
        lock.lock();
        try {
            objects = new HashMap<>();
            tooMany = false;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more comes. */
    void end() {
        lock.lock();
        try {
            ended = true;
            told.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
