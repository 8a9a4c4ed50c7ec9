package io.ate;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The children of one object in one {@link Field.Vec}, in the order in which they were added or moved there, as one
 * unit of work sees them. Belongs to one thread at a time.
 *
 * <p>
 * However large it is, nothing is copied: a stream reads on as it is read, and may be left at any time. It gives the
 * children that there were when it was asked for, without those that the unit of work has taken away since.
 */
public interface DaoVec<T> extends Iterable<Dao<T>>, Paged<T> {
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

    /** How many children there are, the unit of work's own changes counted; none is loaded. */
    long size();

    /** Tells whether there are none. */
    default boolean isEmpty() {
        return size() == 0;
    }

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
