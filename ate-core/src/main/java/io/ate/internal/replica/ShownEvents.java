package io.ate.internal.replica;

import io.ate.internal.event.Event;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Events that were shown, and verified, and are looked at again in a moment. Thread-safe and bounded: those go that
 * were not looked at for longest, never those that were shown just now, as they might from a cache that goes by use.
 */
final class ShownEvents {
    private static final long BYTES = 64L << 20;
    private static final float LOAD = 0.75f;

    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<Long, Event> events = new LinkedHashMap<>(16, LOAD, true);
    private long bytes;

    /** Keeps them, by their sequences. */
    void keep(Map<Long, Event> shown) {
        lock.lock();
        try {
            shown.forEach(this::keep);
            Iterator<Event> oldest = events.values().iterator();
            while (bytes > BYTES && oldest.hasNext()) {
                bytes -= weight(oldest.next());
                oldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    private void keep(long sequence, Event shown) {
        Event before = events.get(sequence);
        if (before == null || !before.hasPayload()) {
            events.put(sequence, shown);
            bytes += weight(shown) - (before == null ? 0 : weight(before));
        }
    }

    private static long weight(Event event) {
        return 64L + event.presentLength();
    }

    /** The event of that sequence, perhaps without its payload; or null. */
    @Nullable
    Event find(long sequence) {
        lock.lock();
        try {
            return events.get(sequence);
        } finally {
            lock.unlock();
        }
    }
}
