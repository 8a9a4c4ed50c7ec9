package io.ate.internal.view;

import io.ate.PrimaryKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A chain's objects as a plain map: a deletion removes the whole subtree at once. Confined to one thread. */
final class NaiveModel {
    /** What is known of a live object. */
    record Known(PrimaryKey key, PrimaryKey parent, String collection, long version, long born, long placed,
            long valued) {
        static @Nullable Known of(@Nullable ObjectEntry entry) {
            return entry == null ? null
                    : new Known(entry.key(), entry.parent(), entry.collection(), entry.version(), entry.born(),
                            entry.placed(), entry.valued());
        }
    }

    private final Map<PrimaryKey, Known> objects = new HashMap<>();

    NaiveModel copy() {
        NaiveModel copy = new NaiveModel();
        copy.objects.putAll(objects);
        return copy;
    }

    int size() {
        return objects.size();
    }

    boolean has(PrimaryKey key) {
        return objects.containsKey(key);
    }

    @Nullable
    Known get(PrimaryKey key) {
        return objects.get(key);
    }

    /** Gives a value at a place: a birth, or a change and perhaps a move. */
    void put(PrimaryKey key, PrimaryKey parent, String collection, long sequence) {
        Known old = objects.get(key);
        if (old == null) {
            objects.put(key, new Known(key, parent, collection, sequence, sequence, sequence, sequence));
        } else {
            boolean stays = old.parent.equals(parent) && old.collection.equals(collection);
            objects.put(key, new Known(key, parent, collection, sequence, old.born, stays ? old.placed : sequence,
                    sequence));
        }
    }

    void delete(PrimaryKey key) {
        objects.remove(key);
        List<PrimaryKey> below = objects.values().stream().filter(o -> o.parent.equals(key)).map(Known::key).toList();
        below.forEach(this::delete);
    }

    /** Tells whether {@code key} is {@code root} or hangs below it. */
    boolean isWithin(PrimaryKey key, PrimaryKey root) {
        for (Known at = objects.get(key); at != null; at = objects.get(at.parent)) {
            if (at.key.equals(root)) {
                return true;
            }
        }
        return false;
    }

    List<Known> children(PrimaryKey parent, String collection) {
        List<Known> children = new ArrayList<>();
        if (parent.isZero() || has(parent)) {
            objects.values()
                    .stream()
                    .filter(o -> o.parent.equals(parent) && o.collection.equals(collection))
                    .sorted(Comparator.comparingLong(Known::placed))
                    .forEach(children::add);
        }
        return children;
    }
}
