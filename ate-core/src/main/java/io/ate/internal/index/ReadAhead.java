package io.ate.internal.index;

import io.ate.internal.view.ObjectEntry;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/**
 * Reads the values of objects ahead of who takes them, which he does one after the other: values that are left at the
 * server come many at a time, and not each after a journey of its own. Confined to one thread, which closes it; reads
 * are made on others.
 *
 * @param <T> the values
 */
final class ReadAhead<T> implements AutoCloseable {
    private final Reading<T> reading;
    private final int most;
    private final Queue<ObjectEntry> coming;
    private final Map<Long, CompletableFuture<T>> begun = new HashMap<>();
    private volatile boolean closed;

    /** How a value is read. */
    interface Reading<T> {
        /**
         * Reads it; may wait.
         *
         * @param givenUp tells that nobody wants it any more
         */
        T read(ObjectEntry entry, BooleanSupplier givenUp);
    }

    /**
     * Reads nothing yet.
     *
     * @param coming objects that will be taken, in that order; others may be, too
     * @param most so many are read ahead, 0 where that gains nothing
     */
    ReadAhead(Reading<T> reading, Collection<ObjectEntry> coming, int most) {
        this.reading = reading;
        this.most = most;
        this.coming = new ArrayDeque<>(most == 0 ? Collections.emptyList() : coming);
    }

    /** The value of that object; whatever reading it throws is thrown by this. */
    T take(ObjectEntry entry) {
        while (begun.size() < most && !coming.isEmpty()) {
            ObjectEntry next = coming.remove();
            begun.put(next.valued(), CompletableFuture.supplyAsync(() -> reading.read(next, () -> closed),
                    task -> Thread.ofVirtual().name("ate-projections-read").start(task)));
        }
        CompletableFuture<T> ready = begun.remove(entry.valued());
        if (ready == null) {
            return reading.read(entry, () -> closed);
        }
        try {
            return ready.join();
        } catch (CompletionException e) {
            throw switch (e.getCause()) {
                case RuntimeException thrown -> thrown;
                case Error thrown -> throw thrown;
                case null, default -> e;
            };
        }
    }

    /** What was read ahead and not taken is given up. */
    @Override
    public void close() {
        closed = true;
    }
}
