package io.ate.internal.queue;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.internal.queue.Taking.Outcome;
import io.ate.internal.replica.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Which item to try next: one of the first that this program neither works on nor leaves alone for a while.
 * Thread-safe.
 *
 * <p>
 * It looks at the collection once for some hundred items. What others have removed meanwhile is found out when it is
 * tried, which costs a look at the view.
 */
final class Candidates<T> {
    private static final int WINDOW = 256;
    /** What this program works on may be given back at any time. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Chain chain;
    private final DaoRef<?> owner;
    private final Field.Vec<T> field;
    private final ReentrantLock lock = new ReentrantLock();
    private final Spread spread = new Spread();
    private final Set<DaoRef<T>> taken = new HashSet<>();
    private final Map<DaoRef<T>, Deadline> resting = new HashMap<>();
    private final List<DaoRef<T>> window = new ArrayList<>();
    private boolean more;

    Candidates(Chain chain, DaoRef<?> owner, Field.Vec<T> field) {
        this.chain = chain;
        this.owner = owner;
        this.field = field;
    }

    /** Chooses an item, which is not chosen again before it is given back. */
    Optional<DaoRef<T>> choose() {
        lock.lock();
        try {
            if (window.isEmpty() || (more && window.size() < spread.width())) {
                look();
            }
            if (window.isEmpty()) {
                return Optional.empty();
            }
            int width = Math.min(spread.width(), window.size());
            DaoRef<T> chosen = window.remove(width == 1 ? 0 : ThreadLocalRandom.current().nextInt(width));
            taken.add(chosen);
            return Optional.of(chosen);
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        resting.values().removeIf(until -> until.remaining() <= 0);
        List<DaoRef<T>> found = chain.commit(dio -> {
            try (Stream<DaoRef<T>> refs = dio.load(owner).in(field).refs()) {
                return refs.filter(each -> !taken.contains(each) && !resting.containsKey(each)).limit(WINDOW).toList();
            }
        });
        window.clear();
        window.addAll(found);
        more = found.size() == WINDOW;
    }

    /** How long there is nothing to choose if nothing happens in the chain. */
    Duration idle() {
        lock.lock();
        try {
            Duration idle = taken.isEmpty() ? Duration.ofNanos(Long.MAX_VALUE) : LOOK_AGAIN;
            for (Deadline until : resting.values()) {
                Duration rest = Duration.ofNanos(Math.max(0, until.remaining()));
                idle = rest.compareTo(idle) < 0 ? rest : idle;
            }
            return idle;
        } finally {
            lock.unlock();
        }
    }

    /** An item that was chosen is no more, or not here. */
    void gone(DaoRef<T> item, Outcome outcome) {
        lock.lock();
        try {
            taken.remove(item);
            switch (outcome) {
                case DONE -> spread.alone();
                case GONE -> spread.met();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Somebody else holds an item that was chosen. */
    void held(DaoRef<T> item, Duration rest) {
        lock.lock();
        try {
            spread.met();
        } finally {
            lock.unlock();
        }
        giveBack(item, rest);
    }

    /** An item that was chosen is to be left alone for a while. */
    void giveBack(DaoRef<T> item, Duration rest) {
        lock.lock();
        try {
            taken.remove(item);
            resting.put(item, Deadline.in(rest));
            window.clear(); // the item has its place before most of these
        } finally {
            lock.unlock();
        }
    }
}
