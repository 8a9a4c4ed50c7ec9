package io.ate.internal.bus;

import io.ate.Change;
import io.ate.DaoRef;
import io.ate.Origin;
import io.ate.PrimaryKey;
import io.ate.Type;
import io.ate.internal.dao.PastValues;
import io.ate.internal.event.Event;
import io.ate.internal.event.Kind;
import io.ate.internal.replica.Replica.Applied;
import io.ate.internal.view.ObjectEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Tells what comes into one collection, changes there, and leaves it: by an event of its own, or with what it hangs
 * below. Confined to one reader.
 */
final class CollectionChanges<T> implements Telling<T> {
    private final PastValues values;
    private final Type<T> type;
    private final PrimaryKey owner;
    private final String collection;
    private final Predicate<ObjectEntry> meant;
    private final Lifeline lifeline;

    private CollectionChanges(PastValues values, Type<T> type, PrimaryKey owner, String collection,
            Predicate<ObjectEntry> meant, Lifeline lifeline) {
        this.values = values;
        this.type = type;
        this.owner = owner;
        this.collection = collection;
        this.meant = meant;
        this.lifeline = lifeline;
    }

    /** What is told of a collection of an object. */
    static <T> CollectionChanges<T> of(PastValues values, Type<T> type, DaoRef<?> owner,
            String collection) {
        Lifeline lifeline = new Lifeline(values.chain(), owner.key(), owner.name().isPresent());
        return new CollectionChanges<>(values, type, owner.key(), collection, _ -> true, lifeline);
    }

    /** What is told of the objects of one type at the top of the chain. */
    static <T> CollectionChanges<T> atTheTop(PastValues values, Type<T> type) {
        return new CollectionChanges<>(values, type, PrimaryKey.ZERO, "",
                entry -> !entry.key().isZero() && !entry.isPublishedKey() && type.covers(entry.type()),
                new Lifeline(values.chain(), PrimaryKey.ZERO, false));
    }

    @Override
    public List<Told<T>> of(Applied commit, Reached reached) {
        boolean read = false;
        try {
            lifeline.begin(reached.sequence());
            List<Told<T>> told = told(commit, reached);
            read = true;
            return told;
        } finally {
            if (!read) {
                lifeline.forget(); // which had gone ahead; the reader will come by here again
            }
        }
    }

    @Override
    public void demandMore(Reached reached) {
        lifeline.demandMore(reached.sequence());
    }

    private List<Told<T>> told(Applied commit, Reached reached) {
        List<Told<T>> told = new ArrayList<>();
        for (int i = 0; i < commit.events().size(); i++) {
            long sequence = commit.sequence(i);
            if (sequence > reached.sequence()) {
                List<Change<T>> changes = changes(commit, i, sequence);
                for (int n = sequence == reached.sequence() + 1 ? reached.taken() : 0; n < changes.size(); n++) {
                    told.add(new Told<>(changes.get(n), n + 1 < changes.size() ? new Reached(sequence - 1, n + 1)
                            : new Reached(sequence, 0)));
                }
            }
        }
        return told;
    }

    private List<Change<T>> changes(Applied commit, int index, long sequence) {
        Event event = commit.events().get(index);
        ObjectEntry left = commit.effects().objects().get(index);
        Lifeline.Turn turn = lifeline.turn(left);
        if (event.facts().kind() == Kind.DELETE) {
            Origin origin = PastVersion.origin(event, sequence);
            return turn == Lifeline.Turn.ENDS ? ended(origin)
                    : isHere(left) ? List.of(deleted(left.key(), origin))
                    : List.of();
        }
        if (isHere(left)) {
            boolean told = event.facts().payload() != null || left.placed() == sequence;
            return told ? List.of(stored(commit, event, left)) : List.of();
        }
        ObjectEntry before = commit.effects().before().get(sequence);
        boolean leaves = left.placed() == sequence && before != null && isHere(before);
        return leaves ? List.of(deleted(left.key(), PastVersion.origin(event, sequence))) : List.of();
    }

    private boolean isHere(ObjectEntry entry) {
        return entry.parent().equals(owner) && entry.collection().equals(collection) && meant.test(entry);
    }

    private Change<T> stored(Applied commit, Event event, ObjectEntry left) {
        return new Change.Stored<>(left.version(), DaoRef.of(type, left.key()),
                new PastVersion<>(values, type, event, left, left.placed() == left.version() ? null
                        : commit.effects().before().get(left.version())));
    }

    private Change<T> deleted(PrimaryKey key, Origin origin) {
        return new Change.Deleted<>(origin.sequence(), DaoRef.of(type, key), origin);
    }

    private List<Change<T>> ended(Origin origin) {
        List<Change<T>> ended = new ArrayList<>();
        PastState.at(values.chain(), origin.sequence() - 1)
                .children(owner, collection, child -> ended.add(deleted(child.key(), origin)));
        return ended;
    }
}
