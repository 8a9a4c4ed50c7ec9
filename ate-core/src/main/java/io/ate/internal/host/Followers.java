package io.ate.internal.host;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Who follows one chain. Thread-safe. */
final class Followers {
    /** In the order in which they came, which is the same whenever a simulation is run again. */
    private final ConcurrentSkipListMap<Long, Follower> followers = new ConcurrentSkipListMap<>();
    private final Map<Follower, Long> places = new ConcurrentHashMap<>();
    private final AtomicLong came = new AtomicLong();

    void add(Follower follower) {
        places.computeIfAbsent(follower, _ -> {
            long place = came.incrementAndGet();
            followers.put(place, follower);
            return place;
        });
    }

    void remove(Follower follower) {
        Long place = places.remove(follower);
        if (place != null) {
            followers.remove(place);
        }
    }

    int count() {
        return places.size();
    }

    /** Has each of them look what there is. */
    void wake() {
        followers.values().forEach(Follower::wake);
    }

    /** The sequence, at most {@code end}, up to which they all have all. */
    long reached(long end) {
        long reached = end;
        for (Follower each : followers.values()) {
            reached = Math.min(reached, each.reached());
        }
        return reached;
    }
}
