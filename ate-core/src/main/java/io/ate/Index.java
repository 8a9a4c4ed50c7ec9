package io.ate;

import java.util.List;
import java.util.Objects;

/**
 * Objects of a chain in the order of a key that is computed from their values: for questions by equality and by range
 * that the chain itself, which finds objects by id and place, does not answer. Lives in memory; see {@link Projection}
 * for what it shows and when. Thread-safe; reading waits for nobody.
 *
 * {@snippet :
 * try (var bySize = chain.index(Software.class, each -> IndexKey.of(each.section(), each.size()))) {
 *     for (var found : bySize.range(KeyRange.under("science", KeyRange.above(10_000_000L)))) {
 *         IO.println(found.key().rest() + " " + found.value().name());
 *     }
 * }
 * }
 *
 * <p>
 * An object is in it at most once; several may have the same key. Objects of equal keys stand in the order in which
 * they were born.
 *
 * @param <T> what the objects are
 * @param <K> what they are found by: immutable, its order agreeing with itself at any time
 */
public interface Index<T, K> extends Projection {
    /** The state that is shown now, for several questions about one and the same. */
    State<T, K> now();

    /** The objects of that key. */
    default List<Entry<T, K>> equal(K key) {
        return now().equal(Objects.requireNonNull(key, "key"));
    }

    /** The objects whose keys lie in {@code range}, in order. */
    default List<Entry<T, K>> range(KeyRange<? super K> range) {
        return now().range(Objects.requireNonNull(range, "range"));
    }

    /** All objects, in order. */
    default List<Entry<T, K>> all() {
        return now().all();
    }

    /** An object in the index. Immutable. */
    interface Entry<T, K> {
        /** What it is found by. */
        K key();

        /** The object. */
        DaoRef<T> ref();

        /**
         * The value that the key was computed from, whatever the object has become since; decoded anew by every call.
         *
         * @throws IllegalStateException if the chain, or the handle that the index was asked of, is closed
         */
        T value();
    }

    /**
     * The index after one commit. Immutable and thread-safe.
     *
     * <p>
     * The lists that it gives are windows on it: they cost no more for many objects than for one, know their size, can
     * be read from the end by {@link List#reversed} and cut into pages by {@link List#subList}. Like the state itself
     * they never change.
     */
    interface State<T, K> {
        /** The confirmed sequence that it is of. */
        long sequence();

        /** The objects of that key. */
        List<Entry<T, K>> equal(K key);

        /** The objects whose keys lie in {@code range}, in order. */
        List<Entry<T, K>> range(KeyRange<? super K> range);

        /** All objects, in order. */
        List<Entry<T, K>> all();
    }
}
