package io.ate.internal.exchange;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One service: who serves it, and the requests that wait for that, in order. Those who can work on another request are
 * kept in the order in which they are given one: the least busy first, among equals who was given nothing for longest.
 * Confined to the exchange.
 */
final class Desk {
    private static final Comparator<Listener> NEXT = Comparator.comparingInt(Listener::busy)
            .thenComparingLong(Listener::given)
            .thenComparingLong(each -> each.number);

    final Set<Route> waiting = new LinkedHashSet<>();
    final Queued queued = new Queued();
    private final Set<Listener> listeners = new HashSet<>();
    private final TreeSet<Listener> free = new TreeSet<>(NEXT);
    /** Free but for their parties, which did not take what came: asked again after a while, not for each request. */
    private final Set<Listener> passedOver = new HashSet<>();

    void add(Listener listener) {
        listeners.add(listener);
        free.add(listener);
    }

    void remove(Listener listener) {
        listeners.remove(listener);
        free.remove(listener);
        passedOver.remove(listener);
    }

    /** How many serve. */
    int size() {
        return listeners.size();
    }

    boolean isIdle() {
        return listeners.isEmpty() && waiting.isEmpty();
    }

    /** The next one whose party takes the request; null if there is none. */
    @Nullable
    Listener next(Predicate<Listener> takes) {
        while (!free.isEmpty()) {
            Listener first = free.getFirst();
            if (takes.test(first)) {
                return first;
            }
            free.remove(first);
            passedOver.add(first);
        }
        return null;
    }

    /** Does something to a listener after which it is more or less busy, or its party takes more. */
    void change(Listener listener, Runnable change) {
        free.remove(listener);
        change.run();
        if (listeners.contains(listener) && listener.isFree()) {
            passedOver.remove(listener);
            free.add(listener);
        }
    }

    /** Some time has passed: whose party took nothing is asked again. */
    void askAgain() {
        passedOver.stream().filter(Listener::isFree).forEach(free::add);
        passedOver.clear();
    }
}
