package io.ate;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The children of one object in one {@link Field.Vec}, in the order in which they were added, as one unit of work sees
 * them. Belongs to one thread at a time.
 */
public interface DaoVec<T> extends Iterable<Dao<T>> {
    /** Adds a child at the end. */
    Dao<T> add(T value);

    /** Adds a child with rules of its own at the end. */
    Dao<T> add(T value, Rules rules);

    /**
     * The children, each loaded when the stream comes to it.
     *
     * @throws NoReadAuthorityException when it comes to one that the session cannot read; {@link #refs} leaves that out
     */
    Stream<Dao<T>> stream();

    /** References to the children; none of them is read, so that each can be dealt with on its own. */
    Stream<DaoRef<T>> refs();

    /** How many children there are. */
    long size();

    /**
     * All children's values.
     *
     * @throws NoReadAuthorityException if there is a child that the session cannot read: a list without it would not be
     * all
     */
    default List<T> values() {
        return stream().map(Dao::value).toList();
    }

    @Override
    default Iterator<Dao<T>> iterator() {
        return stream().iterator();
    }
}
