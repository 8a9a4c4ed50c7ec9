package io.ate.internal.exchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One service: who serves it, and the requests that wait for that, in order. Confined to the exchange. */
final class Desk {
    final List<Listener> listeners = new ArrayList<>();
    final Deque<Route> waiting = new ArrayDeque<>();

    boolean isIdle() {
        return listeners.isEmpty() && waiting.isEmpty();
    }

    /** The least busy of those that have room; among equals the one that was given nothing for longest. */
    @Nullable
    Listener leastBusyFor(Route route) {
        Listener best = null;
        for (Listener each : listeners) {
            if (each.hasRoomFor(route) && (best == null || each.busy < best.busy
                    || (each.busy == best.busy && each.given < best.given))) {
                best = each;
            }
        }
        return best;
    }
}
