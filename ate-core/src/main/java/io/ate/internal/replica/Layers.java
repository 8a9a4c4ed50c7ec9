package io.ate.internal.replica;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What own commits lay over a confirmed state: for each key the entries of the commits that touch it, newest first.
 * One thread at a time changes it, under the overlay's lock; any thread reads. An entry may be taken out from between
 * others while somebody reads, because only entries go that no reader would take.
 */
final class Layers<K, E> {
    private final ConcurrentHashMap<K, Layer<K, E>> newest = new ConcurrentHashMap<>();

    /** One commit's entry for one key. */
    static final class Layer<K, E> {
        private final K key;
        private final E entry;
        private final PendingCommit commit;
        private volatile @Nullable Layer<K, E> older;
        private @Nullable Layer<K, E> newer;

        private Layer(K key, E entry, PendingCommit commit) {
            this.key = key;
            this.entry = entry;
            this.commit = commit;
        }

        E entry() {
            return entry;
        }

        PendingCommit commit() {
            return commit;
        }
    }

    boolean isEmpty() {
        return newest.isEmpty();
    }

    /** Lays an entry over all others of that key. */
    Layer<K, E> add(K key, E entry, PendingCommit commit) {
        Layer<K, E> layer = new Layer<>(key, entry, commit);
        Layer<K, E> below = newest.get(key);
        layer.older = below;
        if (below != null) {
            below.newer = layer;
        }
        newest.put(key, layer);
        return layer;
    }

    /** Takes an entry out. */
    void remove(Layer<K, E> layer) {
        Layer<K, E> above = layer.newer;
        Layer<K, E> below = layer.older;
        if (below != null) {
            below.newer = above;
        }
        if (above != null) {
            above.older = below;
        } else if (below != null) {
            newest.put(layer.key, below);
        } else {
            newest.remove(layer.key);
        }
    }

    /** Hands over the commits that touch that key and are not taken out, newest first. */
    void forEachCommitOn(K key, Consumer<PendingCommit> each) {
        for (Layer<K, E> layer = newest.get(key); layer != null; layer = layer.older) {
            each.accept(layer.commit);
        }
    }

    /** The newest entry that is seen from there, or null. */
    @Nullable
    E find(K key, Vantage vantage) {
        for (Layer<K, E> layer = newest.get(key); layer != null; layer = layer.older) {
            if (vantage.sees(layer.commit)) {
                return layer.entry;
            }
        }
        return null;
    }
}
