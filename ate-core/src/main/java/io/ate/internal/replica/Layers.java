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
        /** The nearest older entry that is whole; null where this one is, or there is none. */
        private final @Nullable Layer<K, E> ground;
        private final boolean whole;
        private boolean gone;
        private volatile @Nullable Layer<K, E> older;
        private @Nullable Layer<K, E> newer;

        private Layer(K key, E entry, PendingCommit commit, boolean whole, @Nullable Layer<K, E> ground) {
            this.key = key;
            this.entry = entry;
            this.commit = commit;
            this.whole = whole;
            this.ground = ground;
        }

        K key() {
            return key;
        }

        /** Tells whether the entry says all that there is to say; else it leaves something as it is below. */
        boolean isWhole() {
            return whole;
        }

        /** The nearest older entry that is whole and seen from there; null if that is the confirmed state. */
        @Nullable
        Layer<K, E> ground(Vantage vantage) {
            Layer<K, E> at = ground;
            while (at != null && !vantage.sees(at.commit)) {
                at = at.wholeBelow();
            }
            return at;
        }

        /** The next older entry that is seen from there, or null. */
        @Nullable
        Layer<K, E> older(Vantage vantage) {
            Layer<K, E> at = older;
            while (at != null && !vantage.sees(at.commit)) {
                at = at.older;
            }
            return at;
        }

        private @Nullable Layer<K, E> wholeBelow() {
            Layer<K, E> below = older;
            return below == null || below.whole ? below : below.ground;
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

    /** Lays an entry that is whole over all others of that key. */
    Layer<K, E> add(K key, E entry, PendingCommit commit) {
        return add(key, commit, entry, true);
    }

    /** Lays an entry over all others of that key that leaves something of the object as it is below. */
    Layer<K, E> addPart(K key, E entry, PendingCommit commit) {
        return add(key, commit, entry, false);
    }

    private Layer<K, E> add(K key, PendingCommit commit, E entry, boolean whole) {
        Layer<K, E> below = newest.get(key);
        Layer<K, E> layer = new Layer<>(key, entry, commit, whole, whole ? null : ground(below));
        layer.older = below;
        if (below != null) {
            below.newer = layer;
        }
        newest.put(key, layer);
        return layer;
    }

    /** What nobody sees any more is left out, so that it is not kept for as long as something is laid over it. */
    private static <K, E> @Nullable Layer<K, E> ground(@Nullable Layer<K, E> below) {
        Layer<K, E> at = below == null || below.whole ? below : below.ground;
        while (at != null && at.gone) {
            at = at.wholeBelow();
        }
        return at;
    }

    /** Takes an entry out. */
    void remove(Layer<K, E> layer) {
        layer.gone = true;
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
    Layer<K, E> find(K key, Vantage vantage) {
        for (Layer<K, E> layer = newest.get(key); layer != null; layer = layer.older) {
            if (vantage.sees(layer.commit)) {
                return layer;
            }
        }
        return null;
    }
}
