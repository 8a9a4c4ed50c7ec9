package io.ate.internal.index;

import io.ate.DaoRef;
import io.ate.Index;
import io.ate.internal.view.ObjectEntry;

/**
 * An object in an index, ordered by its key; of equal keys that comes first whose object was born first. Immutable.
 */
final class Posting<T, K extends Comparable<? super K>> implements Index.Entry<T, K>, Comparable<Posting<T, K>> {
    private final K key;
    private final ObjectEntry at;
    private final ObjectValues<T> values;

    Posting(K key, ObjectEntry at, ObjectValues<T> values) {
        this.key = key;
        this.at = at;
        this.values = values;
    }

    @Override
    public K key() {
        return key;
    }

    @Override
    public DaoRef<T> ref() {
        return DaoRef.of(values.type(), at.key());
    }

    @Override
    public T value() {
        return values.read(at);
    }

    @Override
    public int compareTo(Posting<T, K> other) {
        int byKey = key.compareTo(other.key);
        return byKey != 0 ? byKey : Long.compare(at.born(), other.at.born());
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** Without the key, which is made of a value that may be a secret. */
    @Override
    public String toString() {
        return "Entry[" + at.key() + "]";
    }
}
