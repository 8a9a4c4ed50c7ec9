package io.ate.internal.view;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A chain as it was at one sequence, whatever has been applied since. Safe to read from any thread. Throws
 * {@link SnapshotExpiredException} once it had to be given up because too much changed while it was open.
 */
public final class Snapshot implements ChainState, AutoCloseable {
    private final View view;
    private final long sequence;
    private volatile boolean expired;

    Snapshot(View view, long sequence) {
        this.view = view;
        this.sequence = sequence;
    }

    /** The sequence of the last event that this state knows. */
    public long sequence() {
        return sequence;
    }

    @Override
    public @Nullable ObjectEntry entry(PrimaryKey key) {
        ObjectEntry entry = view.entry(key);
        while (entry != null && entry.version() > sequence) {
            entry = entry.older();
        }
        demandValid();
        return entry;
    }

    @Override
    public @Nullable KeyEntry publicKey(KeyId id) {
        KeyEntry key = view.publicKey(id);
        return key != null && key.since() <= sequence ? key : null;
    }

    @Override
    public boolean wasRuled(PrimaryKey key) {
        return view.wasRuled(key);
    }

    /**
     * Hands over the live children of {@code parent} (zero: of the chain) in {@code collection} (empty at the top), in
     * the order in which they were placed.
     */
    public void children(PrimaryKey parent, String collection, Consumer<ObjectEntry> each) {
        ObjectEntry above = live(parent);
        if (above == null) {
            return;
        }
        for (ChildList list = view.collections(parent); list != null; list = list.next()) {
            if (list.collection().equals(collection)) {
                handOver(list.slots(), above.born(), each);
            }
        }
        demandValid();
    }

    /** The last of these children that is {@code wanted}, or null if none is. */
    public @Nullable ObjectEntry lastChild(PrimaryKey parent, String collection, Predicate<ObjectEntry> wanted) {
        ObjectEntry above = live(parent);
        for (ChildList list = view.collections(parent); above != null && list != null; list = list.next()) {
            if (list.collection().equals(collection)) {
                return last(list.slots(), above.born(), wanted);
            }
        }
        demandValid();
        return null;
    }

    private @Nullable ObjectEntry last(ChildList.Slots slots, long parentBorn, Predicate<ObjectEntry> wanted) {
        for (int i = slots.size() - 1; i >= 0 && slots.placed()[i] >= parentBorn; i--) {
            long placed = slots.placed()[i];
            ObjectEntry entry = placed <= sequence ? entry(slots.keys()[i]) : null;
            if (entry != null && !entry.isDeleted() && entry.placed() == placed && wanted.test(entry)) {
                return entry;
            }
        }
        return null;
    }

    /** The names of the collections in which {@code parent} (zero: the chain) has or had children. */
    public List<String> collections(PrimaryKey parent) {
        List<String> names = new ArrayList<>(1);
        for (ChildList list = view.collections(parent); list != null; list = list.next()) {
            names.add(list.collection());
        }
        return names;
    }

    private void handOver(ChildList.Slots slots, long parentBorn, Consumer<ObjectEntry> each) {
        for (int i = 0; i < slots.size(); i++) {
            long placed = slots.placed()[i];
            if (placed > sequence) {
                return;
            }
            ObjectEntry entry = placed >= parentBorn ? entry(slots.keys()[i]) : null;
            if (entry != null && !entry.isDeleted() && entry.placed() == placed) {
                each.accept(entry);
            }
        }
    }

    /** Lets go of the state; closing twice is fine. */
    @Override
    public void close() {
        view.close(this);
    }

    void expire() {
        expired = true;
    }

    private void demandValid() {
        if (expired) {
            throw new SnapshotExpiredException(sequence);
        }
    }
}
