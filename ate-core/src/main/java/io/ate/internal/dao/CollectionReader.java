package io.ate.internal.dao;

import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Page;
import io.ate.PrimaryKey;
import io.ate.Type;
import io.ate.internal.crypto.Label;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.view.ObjectEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads one collection of one object, or the top of the chain, for a unit of work, whatever kind of field it is.
 * Confined to that unit's thread.
 *
 * @param parent with key zero, and {@code collection} empty, for the top
 * @param type what its values are read as
 * @param shown which of its children belong to the field
 */
record CollectionReader<T>(UnitOfWork unit, DaoRef<?> parent, String collection, Type<T> type,
        Predicate<ObjectEntry> shown) {

    private static final Label PAGES = Label.of("ate/pages/1");

    /** Reads all children of the collection. */
    CollectionReader(UnitOfWork unit, DaoRef<?> parent, String collection, Type<T> type) {
        this(unit, parent, collection, type, _ -> true);
    }

    /** The children, each loaded when the stream comes to it. */
    Stream<Dao<T>> stream() {
        return entries().map(this::loaded);
    }

    /** References to the children, of which none is loaded. */
    Stream<DaoRef<T>> refs() {
        return entries().map(entry -> DaoRef.of(type, entry.key()));
    }

    /** How many children there are; none is loaded. */
    long size() {
        demandOwner();
        return unit.sight().size(parent.key(), collection);
    }

    /** The children behind {@code after}, at most {@code limit}. */
    Page<T> page(Page.Token after, int limit) {
        Objects.requireNonNull(after, "after");
        if (limit < 1) {
            throw new IllegalArgumentException("a page holds at least one object, not " + limit);
        }
        demandOwner();
        long here = number();
        if (after.collection() != here && !after.equals(Page.Token.START)) {
            throw new IllegalArgumentException("the place \"" + after + "\" is none "
                    + (isTop() ? "at the top of this chain"
                            : "in the collection \"" + collection + "\" of object " + parent)
                    + ": a page's token goes with the collection that the page was of; the "
                    + "first page begins at Page.Token.START");
        }
        Iterator<ObjectEntry> children = stream(unit.sight().children(parent.key(), collection, start(after)))
                .filter(shown)
                .iterator();
        List<Dao<T>> objects = new ArrayList<>(Math.min(limit, 1024));
        Page.Token last = after;
        while (objects.size() < limit && children.hasNext()) {
            ObjectEntry child = children.next();
            objects.add(loaded(child));
            last = token(here, last, child);
        }
        return new Page<>(objects, children.hasNext() ? Optional.of(last) : Optional.empty());
    }

    private boolean isTop() {
        return parent.key().isZero() && collection.isEmpty();
    }

    private void demandOwner() {
        if (isTop()) {
            unit.demandOpen(); // what is at the top goes with the chain alone
        } else {
            unit.demandOwner(parent);
        }
    }

    private static Page.Token token(long here, Page.Token before, ObjectEntry child) {
        return child.placed() < 0 ? new Page.Token(before.sequence(), Optional.of(child.key()), here)
                : new Page.Token(child.placed(), Optional.empty(), here);
    }

    /** Tells the collection from others, of other chains, too; never 0. */
    private long number() {
        long number = Sha256.of(PAGES)
                .fixed(unit.chain().id().bytes())
                .u64(parent.key().high())
                .u64(parent.key().low())
                .variable(collection.getBytes(StandardCharsets.UTF_8))
                .digest()
                .high();
        return number == 0 ? 1 : number;
    }

    /** Where a child was not confirmed when the token was made, it may be by now, here or in another program. */
    private ChildIterator.Start start(Page.Token after) {
        PrimaryKey key = after.object().orElse(PrimaryKey.ZERO);
        ObjectState touched = unit.overlay().touched(key);
        if (touched != null && touched.isPutIn(parent.key(), collection)) {
            return new ChildIterator.Start(0, key);
        }
        ObjectEntry child = key.isZero() ? null : unit.overlay().live(key);
        // What was moved since would have us pass over all that is between.
        boolean isThere = child != null && child.isIn(parent.key(), collection)
                && (child.placed() < 0 || child.placed() == child.born());
        return new ChildIterator.Start(child != null && isThere ? child.placed() : after.sequence(), null);
    }

    /** What is known of the children without loading them. */
    Stream<ObjectEntry> entries() {
        demandOwner();
        return stream(unit.sight().children(parent.key(), collection, ChildIterator.Start.FIRST)).filter(shown)
                .peek(_ -> unit.demandOpen());
    }

    private Dao<T> loaded(ObjectEntry entry) {
        return unit.loaded(type, entry);
    }

    static Stream<ObjectEntry> stream(Iterator<ObjectEntry> entries) {
        int kind = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(entries, kind), false);
    }
}
