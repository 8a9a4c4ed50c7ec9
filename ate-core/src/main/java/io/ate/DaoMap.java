package io.ate;

import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The children of one object in one {@link Field.Map}, each by its key, as one unit of work sees them. Belongs to one
 * thread at a time.
 *
 * <p>
 * Each entry is an object of its own: writers who put different keys never meet, however many they are, and none of
 * them changes the object that the map belongs to. An entry's key follows from its id and stands sealed beside its
 * value, so that the server learns neither. Entries come in the order in which their keys were first put.
 *
 * <p>
 * A key is what Jackson writes as text, number or boolean; two keys are the same if that is. What cannot be written
 * so, or is not read again as it was, is an {@link IllegalArgumentException}.
 *
 * {@snippet :
 * static final Field.Map<String, Member> MEMBERS = Field.map("members", String.class, Member.class);
 *
 * chain.run(dio -> dio.load(club).in(MEMBERS).put("alice", new Member(2026)));
 * }
 */
public interface DaoMap<K, V> extends Iterable<DaoMap.Entry<K, V>>, Paged<V> {
    /**
     * Gives {@code key} that value, whether or not it has one: the last writer wins. What had the key keeps its rules
     * and what hangs below it.
     *
     * <p>
     * One that was removed by this unit of work lives on with the new value, where it was in the order.
     *
     * @throws IllegalStateException if what was removed had children or rules of its own, since a commit cannot both
     * end an object and begin it anew: commit the removal first
     */
    Dao<V> put(K key, V value);

    /**
     * Gives {@code key} that value and those rules, whether or not it has others.
     *
     * @throws IllegalStateException as {@link #put(Object, Object)}
     */
    Dao<V> put(K key, V value, Rules rules);

    /**
     * Gives {@code key} that value unless it has one. Of two who do so at once one has his body run again, and is told
     * that it has.
     *
     * @return whether the value was put
     * @throws IllegalStateException as {@link #put(Object, Object)}
     */
    boolean putIfAbsent(K key, V value);

    /** Gives {@code key} that value and those rules unless it has a value, as {@link #putIfAbsent(Object, Object)}. */
    boolean putIfAbsent(K key, V value, Rules rules);

    /** The object that goes by {@code key}, whether or not it exists. */
    DaoRef<V> ref(K key);

    /** The object that goes by {@code key}, if there is one. */
    Optional<Dao<V>> find(K key);

    /**
     * The object that goes by {@code key}.
     *
     * @throws NoSuchObjectException if there is none
     */
    Dao<V> load(K key);

    /**
     * The value that {@code key} has.
     *
     * @throws NoSuchObjectException if it has none
     */
    default V get(K key) {
        return load(key).value();
    }

    /** Tells whether {@code key} has a value. */
    boolean containsKey(K key);

    /**
     * Ends the life of what goes by {@code key}, and of everything below it.
     *
     * @return whether there was something
     */
    boolean remove(K key);

    /**
     * The keys, each read when the stream comes to it.
     *
     * @throws CorruptionException as {@link Entry#key}, when it comes to such an entry; {@link #entries} leaves that to
     * whoever asks for its key
     */
    default Stream<K> keys() {
        return entries().map(Entry::key);
    }

    /** The entries; nothing of them is read before it is asked for. */
    Stream<Entry<K, V>> entries();

    /** The objects, each loaded when the stream comes to it. */
    default Stream<Dao<V>> stream() {
        return entries().map(Entry::dao);
    }

    /** References to the objects; none of them is read. */
    default Stream<DaoRef<V>> refs() {
        return entries().map(Entry::ref);
    }

    /** How many entries there are. */
    long size();

    /** Tells whether there is no entry. */
    default boolean isEmpty() {
        return size() == 0;
    }

    @Override
    default Iterator<Entry<K, V>> iterator() {
        return entries().iterator();
    }

    /** One entry of a map. Belongs to the thread of its unit of work. */
    interface Entry<K, V> {
        /**
         * What the entry goes by.
         *
         * @throws NoReadAuthorityException if the session's keys do not open the entry
         * @throws CorruptionException if the entry names another key than the one that its id follows from: somebody
         * who may write it has forged it, and nobody finds it by that key
         * @throws IncompatibleValueException if the class of the keys cannot take what it names
         */
        K key();

        /** The object, loaded. */
        Dao<V> dao();

        /** A reference to the object. */
        DaoRef<V> ref();

        /** The value, loaded. */
        default V value() {
            return dao().value();
        }

        /** Tells whether the session's keys open the entry, key and value, as {@link Dao#isReadable} does. */
        default boolean isReadable() {
            return dao().isReadable();
        }
    }
}
