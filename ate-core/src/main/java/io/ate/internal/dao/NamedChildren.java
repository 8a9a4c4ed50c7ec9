package io.ate.internal.dao;

import io.ate.DaoRef;
import io.ate.NoSuchObjectException;
import io.ate.Page;
import io.ate.Rules;
import io.ate.Type;
import io.ate.internal.view.ObjectEntry;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The objects that go by names in one collection of one object, in the hands of a unit of work. Confined to that unit's
 * thread.
 */
final class NamedChildren<T> {
    private final UnitOfWork unit;
    private final DaoRef<?> parent;
    private final NamedPlace place;
    private final Type<T> type;
    private @Nullable ObjectNames names;

    NamedChildren(UnitOfWork unit, DaoRef<?> parent, String collection, Type<T> type) {
        this.unit = unit;
        this.parent = parent;
        this.place = new NamedPlace(parent.key(), collection);
        this.type = type;
        unit.chain().values().demandOneClass(type);
    }

    UnitOfWork unit() {
        return unit;
    }

    String collection() {
        return place.collection();
    }

    /** The collection in words. */
    String described() {
        return "\"" + place.collection() + "\" of object " + parent;
    }

    Type<T> type() {
        return type;
    }

    /**
     * The object of that name, whether or not it exists.
     *
     * @throws NoSuchObjectException if there is no parent any more
     * @throws io.ate.NoReadAuthorityException if the session reads nothing there, and so cannot know its names
     */
    Named<T> named(String name) {
        ObjectEntry above = unit.demandLive(parent);
        ObjectNames known = names;
        if (known == null) {
            known = unit.sight().names(above);
            names = known;
        }
        return known.in(place, type, name);
    }

    /** The objects that are here now and go by names, in the order in which they began. */
    Stream<ObjectEntry> entries() {
        return reader().entries();
    }

    /** Those behind {@code after}, at most {@code limit}. */
    Page<T> page(Page.Token after, int limit) {
        return reader().page(after, limit);
    }

    private CollectionReader<T> reader() {
        return new CollectionReader<>(unit, parent, place.collection(), type, entry -> entry.key().isDerived());
    }

    /** Tells whether {@code named} is the last of them, or with null whether there are none. */
    boolean isLast(@Nullable Named<T> named) {
        ObjectEntry last = unit.sight().lastNamed(place.parent(), place.collection());
        return last == null ? named == null : named != null && last.key().equals(named.ref().key());
    }

    boolean exists(Named<T> named) {
        return unit.sight().value(named.ref().key()) != null;
    }

    /** Has the commit refused if that object, which is here now, has changed or ended meanwhile. */
    void relyOn(Named<T> named) {
        ObjectEntry entry = unit.demandLive(named.ref());
        unit.sight().touch(entry, named.tag()).relyOnWhatWasRead();
    }

    Optional<ObjectHandle<T>> find(Named<T> named) {
        ObjectEntry entry = unit.sight().value(named.ref().key());
        return entry == null ? Optional.empty() : Optional.of(unit.handle(named.ref(), entry));
    }

    /**
     * Gives the object that value, whether or not it exists.
     *
     * @param rules that it is to have from now on, or null to leave those that it has
     */
    ObjectHandle<T> put(Named<T> named, Plaintext value, @Nullable Rules rules) {
        ObjectEntry entry = unit.sight().value(named.ref().key());
        if (entry == null) {
            return begin(named, Expectation.ANYTHING, value, rules);
        }
        UnitOfWork.demandCovers(named.ref(), entry);
        return changed(named, unit.sight().touch(entry, named.tag()), value, rules);
    }

    /** Gives the object that value unless it exists, and tells whether it did not. */
    boolean putIfAbsent(Named<T> named, Plaintext value, @Nullable Rules rules) {
        if (exists(named)) {
            return false;
        }
        var _ = begin(named, Expectation.ABSENT, value, rules);
        return true;
    }

    /** Ends the object's life, and tells whether it had one. */
    boolean remove(Named<T> named) {
        ObjectEntry entry = unit.sight().value(named.ref().key());
        if (entry == null) {
            return false;
        }
        unit.delete(unit.sight().touch(entry, named.tag()));
        return true;
    }

    /** Stores what is not here now: it lives on if this unit of work itself has deleted it, else it is born. */
    private ObjectHandle<T> begin(Named<T> named, Expectation expectation, Plaintext value,
            @Nullable Rules rules) {
        ObjectState touched = unit.overlay().touched(named.ref().key());
        if (touched == null || touched.isBorn() || !touched.isDeleted()) {
            return unit.born(named, expectation, value, rules == null ? Rules.inherit() : rules);
        }
        revive(touched);
        UnitOfWork.demandCovers(named.ref(), touched.entry());
        return changed(named, touched, value, rules);
    }

    /**
     * Takes back that the object was deleted here, so that it can be written instead. A commit names an object once: it
     * cannot both end it and begin it anew. Where its old life leaves nothing behind, nobody can tell.
     */
    private void revive(ObjectState deleted) {
        if (!unit.sight().isNothingButItsValue(deleted)) {
            throw new IllegalStateException("object " + deleted.key() + " was deleted in this unit of work, with rules "
                    + "or children of its own: commit that before it is stored again");
        }
        unit.overlay().forgetBornBelow(deleted.key());
        deleted.revive();
    }

    private ObjectHandle<T> changed(Named<T> named, ObjectState state, Plaintext value, @Nullable Rules rules) {
        state.write(value);
        if (rules != null) {
            var _ = unit.rule(state, rules);
        }
        return new ObjectHandle<>(unit, type, state, named.ref());
    }
}
