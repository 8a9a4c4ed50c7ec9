package io.ate;

import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A unit of work over a chain for one session. It reads one state of the chain plus its own writes, and either all of
 * these are committed when its body returns, or none. However often it changes an object, that is one change. Belongs
 * to one thread at a time.
 *
 * <p>
 * An object that the session's keys do not open is found all the same, and may be deleted or given other rules by who
 * has the right to; only its value is refused to whoever asks for it, by {@link NoReadAuthorityException}.
 *
 * <p>
 * What several methods have in common: {@link NoReadAuthorityException} if the session's keys do not open what is to be
 * read or added to, {@link CorruptionException} if it is damaged, {@link IllegalArgumentException} for a value that
 * cannot be written, and {@link IllegalStateException} after the unit of work has ended.
 */
public interface Dio {
    /** Stores a new object at the top of the chain, of the type that is its value's class. */
    <T> Dao<T> store(T value);

    /** Stores a new object with rules of its own at the top of the chain. */
    <T> Dao<T> store(T value, Rules rules);

    /** Stores a new object of that type at the top of the chain. */
    <T> Dao<T> store(Type<T> type, T value);

    /** Stores a new object of that type with rules of its own at the top of the chain. */
    <T> Dao<T> store(Type<T> type, T value, Rules rules);

    /**
     * Stores a new object under the name that {@code ref} was made from.
     *
     * @throws ConflictException if it exists already
     * @throws IllegalStateException if this unit of work has deleted it: commit that first, or overwrite it and delete
     * nothing
     */
    <T> Dao<T> store(DaoRef<T> ref, T value);

    /**
     * Stores a new object with rules of its own under the name that {@code ref} was made from.
     *
     * @throws ConflictException if it exists already
     * @throws IllegalStateException if this unit of work has deleted it: commit that first, or overwrite it and delete
     * nothing
     */
    <T> Dao<T> store(DaoRef<T> ref, T value, Rules rules);

    /**
     * Gives the object that value, whether or not it exists: the last writer wins. It comes after what the same program
     * has made of it before, also if that has no answer yet, or is merged with what others did.
     *
     * @throws NoSuchObjectException if it does not exist and {@code ref} has no name that it could be stored under
     * @throws IllegalStateException if this unit of work has deleted it: commit that first
     */
    <T> Dao<T> overwrite(DaoRef<T> ref, T value);

    /**
     * The object, read as the type of {@code ref}.
     *
     * @throws NoSuchObjectException if it does not exist
     */
    <T> Dao<T> load(DaoRef<T> ref);

    /** The object, if it exists. */
    <T> Optional<Dao<T>> find(DaoRef<T> ref);

    /** The object with that id, whatever its type, if it exists. */
    default Optional<Dao<JsonNode>> find(PrimaryKey key) {
        return find(DaoRef.of(Type.tree(), key));
    }

    /** Tells whether the object exists. */
    boolean exists(DaoRef<?> ref);

    /**
     * The children of {@code parent} in {@code field}, in order, each loaded when the stream comes to it; by keys they
     * are in {@link Dao#in(Field.Map)}.
     */
    <T> Stream<Dao<T>> children(DaoRef<?> parent, Field.Vec<T> field);

    /** The objects of that type at the top of the chain, in order, each loaded when the stream comes to it. */
    <T> Stream<Dao<T>> roots(Type<T> type);

    /** The objects of that class at the top of the chain, in order, each loaded when the stream comes to it. */
    default <T> Stream<Dao<T>> roots(Class<T> valueClass) {
        return roots(Type.of(valueClass));
    }

    /**
     * The objects of that type at the top of the chain that come behind {@code after}, at most {@code limit}, as in
     * {@link Paged#page(Page.Token, int)}; others that stand between them are passed over.
     *
     * @throws IllegalArgumentException if {@code limit} is not positive, or {@code after} is a place in a collection
     */
    <T> Page<T> roots(Type<T> type, Page.Token after, int limit);

    /** The objects of that class at the top of the chain that come behind {@code after}, at most {@code limit}. */
    default <T> Page<T> roots(Class<T> valueClass, Page.Token after, int limit) {
        return roots(Type.of(valueClass), after, limit);
    }

    /** Every object of the chain, parents before their children, each loaded when the stream comes to it. */
    Stream<Dao<JsonNode>> all();

    /**
     * Ends the object's life, and that of everything below it.
     *
     * @throws NoSuchObjectException if it does not exist
     * @throws IncompatibleValueException if it is of another type than {@code ref} says
     * @throws IllegalStateException if it is an event of a {@link Field.Stream}, which goes with the whole stream when
     * the object is deleted that the stream belongs to
     */
    void delete(DaoRef<?> ref);

    /** The object of that type and name at the top of the chain, whether or not it exists. */
    <T> DaoRef<T> ref(Type<T> type, String name);

    /** The object of that class and name at the top of the chain, whether or not it exists. */
    default <T> DaoRef<T> ref(Class<T> valueClass, String name) {
        return ref(Type.of(valueClass), name);
    }

    /**
     * Has the commit refused with {@link Reason#LOCK_LOST} unless that lock is still held where it is admitted. For a
     * lock that {@link Chain#lock} of this chain gave before this unit of work began; a commit relies on one lock at
     * most.
     *
     * @throws CommitRejectedException if it is known here already that the lock is lost
     * @throws IllegalStateException if the lock was closed, was taken after this unit of work began, or is the second
     * one
     * @throws IllegalArgumentException if it is a lock of another chain, or was taken by another session
     */
    void relyOn(Lock lock);

    /** The rules of the chain itself. */
    Ruled chainRules();

    /** The confirmed sequence from which this unit of work reads. */
    long sequence();
}
