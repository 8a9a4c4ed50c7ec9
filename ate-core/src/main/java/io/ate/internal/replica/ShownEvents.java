package io.ate.internal.replica;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ate.internal.event.Event;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events that were shown, and verified, and are looked at again in a moment. Thread-safe and bounded. */
final class ShownEvents {
    private static final long BYTES = 64L << 20;

    private final Cache<Long, Event> events = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(BYTES)
            .weigher((Long _, Event event) -> 64 + event.presentLength())
            .build();

    /** Keeps them, by their sequences. */
    void keep(Map<Long, Event> shown) {
        events.putAll(shown);
    }

    /** The event of that sequence, perhaps without its payload; or null. */
    @Nullable
    Event find(long sequence) {
        return events.getIfPresent(sequence);
    }
}
