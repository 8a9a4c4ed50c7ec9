package io.ate.internal.lock;

import io.ate.KeyId;
import io.ate.internal.lock.LockLimits.Bound;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All places in the lines of one chain, by key and by origin, so that nobody takes too many. Confined to the table. */
final class Places<A> {
    private final LockLimits limits;
    private final Map<KeyId, Integer> ofKeys = new HashMap<>();
    private final Map<Object, Set<Place<A>>> ofOrigins = new HashMap<>();
    private int taken;

    Places(LockLimits limits) {
        this.limits = limits;
    }

    int taken() {
        return taken;
    }

    /** Why another place cannot be taken by a writer with that key, from there; null if it can. */
    @Nullable
    Bound exceeded(KeyId key, Object origin) {
        Set<Place<A>> here = ofOrigins.get(origin);
        return taken >= limits.ofChain() ? Bound.OF_CHAIN
                : ofKeys.getOrDefault(key, 0) >= limits.ofKey() ? Bound.OF_KEY
                : here != null && here.size() >= limits.ofOrigin() ? Bound.OF_ORIGIN
                : null;
    }

    void add(Place<A> place, Object origin) {
        taken++;
        ofKeys.merge(place.holder.key(), 1, Integer::sum);
        move(place, origin);
    }

    void remove(Place<A> place) {
        taken--;
        ofKeys.computeIfPresent(place.holder.key(), (_, count) -> count == 1 ? null : count - 1);
        detach(place);
    }

    /** It was asked for anew, from there. */
    void move(Place<A> place, Object origin) {
        detach(place);
        place.origin = origin;
        ofOrigins.computeIfAbsent(origin, _ -> new LinkedHashSet<>()).add(place);
    }

    private void detach(Place<A> place) {
        Object origin = place.origin;
        if (origin != null) {
            ofOrigins.computeIfPresent(origin, (_, there) -> there.remove(place) && there.isEmpty() ? null : there);
            place.origin = null;
        }
    }

    /** The places that were taken from there, which is reached no more. */
    List<Place<A>> closed(Object origin) {
        Set<Place<A>> there = ofOrigins.remove(origin);
        if (there == null) {
            return List.of();
        }
        there.forEach(each -> each.origin = null);
        return List.copyOf(there);
    }

    void clear() {
        taken = 0;
        ofKeys.clear();
        ofOrigins.clear();
    }
}
