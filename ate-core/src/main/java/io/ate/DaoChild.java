package io.ate;

import java.util.Optional;

/**
 * The child of one object in one {@link Field.Child}, or its absence, as one unit of work sees it. Belongs to one
 * thread at a time.
 */
public interface DaoChild<T> {
    /**
     * Gives the child that value, whether or not there is one: the last writer wins. One that is there keeps its rules
     * and what hangs below it, as in {@link DaoMap#put(Object, Object)}.
     *
     * @throws IllegalStateException if this unit of work has removed one that had children or rules of its own: commit
     * the removal first
     */
    Dao<T> set(T value);

    /** Gives the child that value and those rules, whether or not there is one. */
    Dao<T> set(T value, Rules rules);

    /**
     * Gives the child that value unless there is one. Of two who do so at once one has his body run again, and is told
     * that there is.
     *
     * @return whether the value was set
     */
    boolean setIfAbsent(T value);

    /** Gives the child that value and those rules unless there is one, as {@link #setIfAbsent(Object)}. */
    boolean setIfAbsent(T value, Rules rules);

    /** The child, whether or not it exists. */
    DaoRef<T> ref();

    /** The child, if there is one. */
    Optional<Dao<T>> find();

    /**
     * The child.
     *
     * @throws NoSuchObjectException if there is none
     */
    Dao<T> load();

    /**
     * The child's value.
     *
     * @throws NoSuchObjectException if there is none
     */
    default T get() {
        return load().value();
    }

    /** Tells whether there is one. */
    boolean isPresent();

    /**
     * Ends the child's life, and that of everything below it.
     *
     * @return whether there was one
     */
    boolean remove();
}
