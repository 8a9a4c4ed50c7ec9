package io.ate;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An object as one unit of work has it: its value with its key, place, version and rules. Belongs to one thread at a
 * time.
 *
 * <p>
 * After the unit of work has ended {@link #key}, {@link #ref}, {@link #value} and {@link #isReadable} still answer; all
 * else is an {@link IllegalStateException}.
 */
public interface Dao<T> extends Ruled {
    /** The object's id. */
    PrimaryKey key();

    /** A reference to the object, which outlives the unit of work and can stand in values. */
    DaoRef<T> ref();

    /**
     * The value, decoded anew by every call, so that changing it changes nothing.
     *
     * <p>
     * After the unit of work has ended it is still what that saw, with its own changes, whether or not these were
     * stored: what others write since is not in it. Load the object again for that. A value that is kept at the server
     * alone and was not asked for before is fetched then, as it was.
     *
     * @throws NoReadAuthorityException if the session's keys do not open it; {@link #isReadable} asks
     * @throws IncompatibleValueException if the class cannot take it
     */
    T value();

    /**
     * Tells whether the session's keys open the value, which is not fetched for that: false where {@link #value} throws
     * {@link NoReadAuthorityException}. For who walks through many objects, some of which are for others to read:
     *
     * {@snippet :
     * dio.roots(Note.class).filter(Dao::isReadable).map(Dao::value).toList();
     * }
     *
     * <p>
     * It says nothing of damage, nor of what this program's class takes: these {@link #value} tells, so that nobody
     * passes over them unawares.
     */
    boolean isReadable();

    /**
     * Replaces the value by what {@code change} makes of it. Fields that this program's class does not know stay as
     * they are. If the object has changed since it was read, the commit is refused, or merged with that; see {@link
     * MergedBy}.
     *
     * <p>
     * In a list, an element whose known fields are unchanged has the unknown ones that were stored with it, wherever it
     * stands now. A changed one has those of the element in its place, if the list is as long as it was, everything
     * else stands where it stood, and no other element is what that one was; else it has none.
     *
     * @return the new value
     * @throws IllegalStateException if it is an event of a {@link Field.Stream}: these stay as they were recorded
     */
    T update(UnaryOperator<T> change);

    /**
     * Replaces the value whatever it is and has become: the last writer wins. What this program wrote to the object
     * before comes before, also if that has no answer yet.
     *
     * @throws IllegalStateException if it is an event of a {@link Field.Stream}: these stay as they were recorded
     */
    void overwrite(T value);

    /**
     * Ends the object's life, and that of everything below it.
     *
     * @throws IllegalStateException if it is an event of a {@link Field.Stream}, which goes with the whole stream when
     * the object is deleted that the stream belongs to
     */
    void delete();

    /**
     * Puts the object, with everything below it, at the end of a collection of this unit of work; nothing happens if it
     * is there already, and who comes back within one unit of work has never left his place. It keeps its id, its value
     * and the rules of its own; what it inherits, it inherits from there.
     * Takes the right to control it where it is, and the right to write where it goes. The commit is refused if the
     * object has changed since it was read, or if it goes below a named one that an own commit begins which is refused.
     *
     * <p>
     * Who reads it stays the same. So an object with readers of its own goes anywhere, and every other one wherever the
     * read rule of the same object, or of the chain, is in force. To give it to other readers store it anew there and
     * delete this one.
     *
     * @throws IllegalStateException if others read there, if it has a name, which binds it to its place, if it would
     * hang below itself, or itself more than 512 objects deep; what hangs below it may come to hang deeper
     * @throws IllegalArgumentException if the collection is of another unit of work, or takes no objects of that type
     */
    void moveTo(DaoVec<T> target);

    /**
     * Puts the object, with everything below it, at the top of the chain, as {@link #moveTo} does.
     *
     * @throws IllegalStateException if others read there, or if it has a name
     */
    void moveToTop();

    /** The object's children in {@code field}. */
    <C> DaoVec<C> in(Field.Vec<C> field);

    /**
     * The object's children in {@code field}, by their keys.
     *
     * @throws IllegalArgumentException if values of the keys' class are written as no text, number or boolean
     */
    <K, V> DaoMap<K, V> in(Field.Map<K, V> field);

    /** The object's child in {@code field}. */
    <C> DaoChild<C> in(Field.Child<C> field);

    /** The events that the object records in {@code field}. */
    <E> DaoStream<E> in(Field.Stream<E> field);

    /** The object that this one hangs below; empty at the top. */
    Optional<DaoRef<?>> parent();

    /**
     * Tells whether the object is in that collection.
     *
     * @throws IllegalArgumentException if the collection is of another unit of work
     */
    boolean isIn(DaoVec<?> collection);

    /** The name of its type in the log. */
    String typeName();

    /** Who stored it first, and when. */
    Origin created();

    /** Who gave it its present value, and when. */
    Origin updated();

    /** Sequence of the newest event that names it; negative while that is not answered, 0 before it is committed. */
    long version();

    /**
     * Has the commit refused if the object has changed since it was read, although this unit of work does not change
     * it; nothing of it is merged then.
     */
    void requireUnchanged();

    /**
     * Takes the lock on this object for the rest of this unit of work, and waits for it until the deadline; see
     * {@link Chain#lock}. The commit relies on it, and it is given back when that is answered; closing it does nothing.
     * Where the chain has changed meanwhile, the body is run again from its beginning, with the lock held, so that it
     * reads what was written under the lock before; it does nothing before this that must not be done twice.
     *
     * @throws LockUnavailableException if somebody else has it for so long
     * @throws IllegalStateException if this unit of work stores the object, or relies on another lock
     */
    Lock lock();

    /** Takes the lock on this object as {@link #lock} does, unless somebody else has it. */
    Optional<Lock> tryLock();
}
