package io.ate.internal.queue;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.DaoVec;
import io.ate.Field;
import io.ate.Page;
import io.ate.Type;
import io.ate.internal.bus.Setbacks;
import io.ate.internal.queue.Taking.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;

/**
 * Which item to try next: one of the first that this program has not tried yet, or one that it has left alone for a
 * while. Each item that was set back is left alone for a time of its own, which grows with its own setbacks, so that no
 * item keeps another one waiting. Thread-safe.
 *
 * <p>
 * It goes through the collection once, some hundred items at a time: what is added comes behind. What others have
 * removed meanwhile is found out when it is tried, which costs a look at the view.
 */
final class Candidates<T> {
    private static final int WINDOW = 256;
    /** What this program works on may be given back at any time. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    /** After that time an item that another program works on is looked at again. */
    private static final Duration HELD = Duration.ofSeconds(1);
    /** What fails again and again may have been mended, or the right to it been granted, by then. */
    private static final Duration LONGEST_REST = Duration.ofMinutes(10);
    private static final Duration LONG = Duration.ofDays(10_000);

    private final Chain chain;
    private final DaoRef<?> owner;
    /** By its ids alone: an item that is of another type than those of the queue must not keep the others waiting. */
    private final Field.Vec<JsonNode> children;
    private final Type<T> type;
    private final ReentrantLock lock = new ReentrantLock();
    private final Spread spread = new Spread();
    private final Set<DaoRef<T>> taken = new HashSet<>();
    private final Rests<T> rests = new Rests<>();
    private final List<DaoRef<T>> window = new ArrayList<>();
    /** What is in the window was met up to there, or behind it. */
    private Page.Token met = Page.Token.START;
    private boolean more;

    Candidates(Chain chain, DaoRef<?> owner, Field.Vec<T> field) {
        this.chain = chain;
        this.owner = owner;
        this.children = Field.vec(field.name(), Type.tree());
        this.type = field.type();
    }

    /** Chooses an item, which is not chosen again before it is given back. */
    Optional<DaoRef<T>> choose() {
        lock.lock();
        try {
            if (window.isEmpty() || (more && window.size() < spread.width())) {
                look();
            }
            Optional<DaoRef<T>> chosen = again().or(this::first);
            chosen.ifPresent(taken::add);
            return chosen;
        } finally {
            lock.unlock();
        }
    }

    /** Looks for items that were never tried. */
    private void look() {
        Set<DaoRef<T>> known = new HashSet<>(window);
        chain.commit(dio -> {
            DaoVec<JsonNode> items = dio.load(owner).in(children);
            Optional<Page.Token> at = Optional.of(met);
            while (at.isPresent() && window.size() < WINDOW) {
                Page<JsonNode> page = items.page(at.get(), WINDOW);
                page.objects()
                        .stream()
                        .map(each -> DaoRef.of(type, each.key()))
                        .filter(each -> !taken.contains(each) && !rests.has(each) && known.add(each))
                        .forEach(window::add);
                at = page.next();
                // Before what is not confirmed yet others may still come.
                at.ifPresent(next -> met = new Page.Token(next.sequence(), Optional.empty(),
                        next.collection()));
            }
            more = at.isPresent();
            return null;
        });
    }

    private Optional<DaoRef<T>> first() {
        if (window.isEmpty()) {
            return Optional.empty();
        }
        int width = Math.min(spread.width(), window.size());
        return Optional.of(window.remove(width == 1 ? 0 : ThreadLocalRandom.current().nextInt(width)));
    }

    /** One that has rested, if it is still there. */
    private Optional<DaoRef<T>> again() {
        boolean othersWait = !window.isEmpty();
        if (rests.due(othersWait).isEmpty()) {
            return Optional.empty();
        }
        Optional<DaoRef<T>> due = chain.commit(dio -> {
            DaoVec<JsonNode> items = dio.load(owner).in(children);
            Optional<DaoRef<T>> next = rests.due(othersWait);
            while (next.isPresent() && dio.find(next.get().key()).filter(each -> each.isIn(items)).isEmpty()) {
                rests.dropDue();
                next = rests.due(othersWait);
            }
            return next;
        });
        due.ifPresent(_ -> rests.tryDue()); // only now, since what was to be looked at first might have failed
        return due;
    }

    /** How long there is nothing to choose if nothing happens in the chain. */
    Duration idle() {
        lock.lock();
        try {
            Duration rest = rests.idle().orElse(LONG);
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
            switch (outcome) {
                case DONE -> {
                    rests.isDone(item);
                    spread.alone();
                }
                case GONE -> {
                    rests.isGone(item);
                    spread.met();
                }
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
            rest(item, HELD, rests.setbacks(item));
        } finally {
            lock.unlock();
        }
    }

    /** Nothing came of an item that was chosen, which is not its own fault. */
    void giveBack(DaoRef<T> item) {
        lock.lock();
        try {
            rest(item, Setbacks.pauseAfter(1, LONGEST_REST), rests.setbacks(item));
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
            int setbacks = rests.setbacks(item) + 1;
            rest(item, Setbacks.pauseAfter(setbacks, LONGEST_REST), setbacks);
            return setbacks;
        } finally {
            lock.unlock();
        }
    }

    private void rest(DaoRef<T> item, Duration duration, int setbacks) {
        taken.remove(item);
        rests.begin(item, duration, setbacks);
    }
}
