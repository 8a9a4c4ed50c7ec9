package io.ate.internal.queue;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.DaoVec;
import io.ate.Dio;
import io.ate.Field;
import io.ate.internal.bus.Setbacks;
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
 * Which item to try next: one of the first that this program neither works on nor leaves alone for a while. Each item
 * that was set back is left alone for a time of its own, which grows with its own setbacks, so that no item keeps
 * another one waiting. Thread-safe.
 *
 * <p>
 * It looks at the collection once for some hundred items, and again when an item's time of rest is over, which has its
 * place before most of these. What others have removed meanwhile is found out when it is tried, which costs a look at
 * the view.
 */
final class Candidates<T> {
    private static final int WINDOW = 256;
    /** What this program works on may be given back at any time. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    /** After that time an item that another program works on is looked at again. */
    private static final Duration HELD = Duration.ofSeconds(1);
    /** What fails again and again may have been mended, or the right to it been granted, by then. */
    private static final Duration LONGEST_REST = Duration.ofMinutes(10);
    private static final Deadline NEVER = Deadline.in(Duration.ofSeconds(Long.MAX_VALUE));

    private final Chain chain;
    private final DaoRef<?> owner;
    private final Field.Vec<T> field;
    private final ReentrantLock lock = new ReentrantLock();
    private final Spread spread = new Spread();
    private final Set<DaoRef<T>> taken = new HashSet<>();
    private final Map<DaoRef<T>, Rest> rests = new HashMap<>();
    private final List<DaoRef<T>> window = new ArrayList<>();
    private boolean more;
    /** When the first of the rests is over that were not when the collection was looked at. */
    private Deadline next = NEVER;

    /**
     * How an item is left alone.
     *
     * @param setbacks in a row
     */
    private record Rest(Deadline until, int setbacks) {
        private static final Rest NONE = new Rest(Deadline.in(Duration.ZERO), 0);

        private boolean isOver() {
            return until.remaining() <= 0;
        }
    }

    Candidates(Chain chain, DaoRef<?> owner, Field.Vec<T> field) {
        this.chain = chain;
        this.owner = owner;
        this.field = field;
    }

    /** Chooses an item, which is not chosen again before it is given back. */
    Optional<DaoRef<T>> choose() {
        lock.lock();
        try {
            if (window.isEmpty() || (more && window.size() < spread.width()) || next.remaining() <= 0) {
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
        List<DaoRef<T>> found = chain.commit(dio -> {
            DaoVec<T> items = dio.load(owner).in(field);
            rests.entrySet().removeIf(each -> each.getValue().isOver() && !isIn(items, dio, each.getKey()));
            try (Stream<DaoRef<T>> refs = items.refs()) {
                return refs.filter(each -> !taken.contains(each) && rests.getOrDefault(each, Rest.NONE).isOver())
                        .limit(WINDOW)
                        .toList();
            }
        });
        window.clear();
        window.addAll(found);
        more = found.size() == WINDOW;
        next = NEVER;
        rests.values().stream().map(Rest::until).filter(each -> each.remaining() > 0).forEach(this::awaits);
    }

    /** By its id alone: an item that is of another type than those of the queue must not keep the others waiting. */
    private static <T> boolean isIn(DaoVec<T> items, Dio dio, DaoRef<T> item) {
        return dio.find(item.key()).filter(found -> found.isIn(items)).isPresent();
    }

    private void awaits(Deadline until) {
        next = until.remaining() < next.remaining() ? until : next;
    }

    /** How long there is nothing to choose if nothing happens in the chain. */
    Duration idle() {
        lock.lock();
        try {
            Duration rest = Duration.ofNanos(Math.max(0, next.remaining()));
            return taken.isEmpty() || rest.compareTo(LOOK_AGAIN) < 0 ? rest : LOOK_AGAIN;
        } finally {
            lock.unlock();
        }
    }

    /** An item that was chosen is no more, or not here. */
    void gone(DaoRef<T> item, Outcome outcome) {
        lock.lock();
        try {
            taken.remove(item);
            rests.remove(item);
            switch (outcome) {
                case DONE -> spread.alone();
                case GONE -> spread.met();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Somebody else holds an item that was chosen. */
    void held(DaoRef<T> item) {
        lock.lock();
        try {
            spread.met();
            rest(item, HELD, rests.getOrDefault(item, Rest.NONE).setbacks);
        } finally {
            lock.unlock();
        }
    }

    /** Nothing came of an item that was chosen, which is not its own fault. */
    void giveBack(DaoRef<T> item) {
        lock.lock();
        try {
            rest(item, Setbacks.pauseAfter(1, LONGEST_REST), rests.getOrDefault(item, Rest.NONE).setbacks);
        } finally {
            lock.unlock();
        }
    }

    /**
     * An item that was chosen is set back.
     *
     * @return for how many times in a row
     */
    int setBack(DaoRef<T> item) {
        lock.lock();
        try {
            int setbacks = rests.getOrDefault(item, Rest.NONE).setbacks + 1;
            rest(item, Setbacks.pauseAfter(setbacks, LONGEST_REST), setbacks);
            return setbacks;
        } finally {
            lock.unlock();
        }
    }

    private void rest(DaoRef<T> item, Duration duration, int setbacks) {
        Deadline until = Deadline.in(duration);
        taken.remove(item);
        rests.put(item, new Rest(until, setbacks));
        awaits(until);
    }
}
