package io.ate.internal.index;

import io.ate.DaoRef;
import io.ate.Field;
import io.ate.PrimaryKey;
import io.ate.Type;
import io.ate.internal.dao.Families;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.Snapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Which objects of a chain a projection is made of. Immutable.
 *
 * @param owner whose collection they are in; empty for all objects of the type, wherever they hang
 * @param collection the name of that collection; empty where there is no owner
 */
public record Selection<T>(Type<T> type, Optional<PrimaryKey> owner, String collection) {

    /** All objects of that type. */
    public static <T> Selection<T> ofType(Type<T> type) {
        Families.demandWhole(type);
        return new Selection<>(type, Optional.empty(), "");
    }

    /** The objects in that collection. */
    public static <T> Selection<T> ofCollection(DaoRef<?> owner, Field.Vec<T> field) {
        return new Selection<>(field.type(), Optional.of(owner.key()), field.name());
    }

    /** Tells whether an object that lives belongs to it. */
    boolean selects(ObjectEntry entry) {
        if (entry.key().isZero() || entry.isPublishedKey() || !type.covers(entry.type())) {
            return false;
        }
        return owner.isEmpty() || (entry.parent().equals(owner.get()) && entry.collection().equals(collection));
    }

    /** All objects of that state that belong to it. */
    List<ObjectEntry> all(Snapshot state) {
        List<ObjectEntry> found = new ArrayList<>();
        if (owner.isPresent()) {
            state.children(owner.get(), collection, entry -> add(entry, found));
            return found;
        }
        Deque<PrimaryKey> parents = new ArrayDeque<>(List.of(PrimaryKey.ZERO));
        for (PrimaryKey parent = parents.poll(); parent != null; parent = parents.poll()) {
            for (String name : state.collections(parent)) {
                state.children(parent, name, entry -> {
                    add(entry, found);
                    if (!state.collections(entry.key()).isEmpty()) {
                        parents.add(entry.key());
                    }
                });
            }
        }
        return found;
    }

    private void add(ObjectEntry entry, List<ObjectEntry> found) {
        if (selects(entry)) {
            found.add(entry);
        }
    }
}
