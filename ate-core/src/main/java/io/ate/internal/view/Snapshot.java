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
    public boolean beginsSigned(PrimaryKey key) {
        return view.beginsSigned(key);
    }

    /**
     * Tells whether what was said of an object at that sequence, of its place and its rules, has to stay known for the
     * sake of what was moved away from below it. May know more than the rest of the state does.
     */
    public boolean isOrigin(PrimaryKey key, long sequence) {
        return view.origins().include(key, sequence);
    }

    /**
     * Hands over the live children of {@code parent} (zero: of the chain) in {@code collection} (empty at the top), in
     * the order in which they were placed.
     */
    public void children(PrimaryKey parent, String collection, Consumer<ObjectEntry> each) {
        children(parent, collection, 0, entry -> {
            each.accept(entry);
            return true;
        });
    }

    /**
     * Hands over the live children that were placed after the sequence {@code after}, in that order, until {@code each}
     * wants no more of them. Where in the collection that is, is found without going through what is before.
     *
     * @return whether there may be more because {@code each} wanted more to the end
     */
    public boolean children(PrimaryKey parent, String collection, long after, Predicate<ObjectEntry> each) {
        ObjectEntry above = live(parent);
        ChildList list = above == null ? null : list(parent, collection);
        boolean wanted = above == null || list == null || handOver(list.slots(), above.born(), after, each);
        demandValid();
        return wanted;
    }

    /**
     * How many live children {@code parent} has in {@code collection}. Takes no longer for many than for few, unless
     * some left since this state.
     */
    public long count(PrimaryKey parent, String collection) {
        ObjectEntry above = live(parent);
        ChildList list = above == null ? null : list(parent, collection);
        if (above == null || list == null) {
            return 0;
        }
        ChildList.Slots slots = list.slots();
        int placed = slots.after(sequence);
        if (placed > 0 && slots.lastLeft() <= sequence && slots.placed()[0] >= above.born()) {
            demandValid();
            return (long) placed - slots.left();
        }
        long[] count = {0};
        handOver(slots, above.born(), 0, _ -> {
            count[0]++;
            return true;
        });
        demandValid();
        return count[0];
    }

    private @Nullable ChildList list(PrimaryKey parent, String collection) {
        ChildList list = view.collections(parent);
        while (list != null && !list.collection().equals(collection)) {
            list = list.next();
        }
        return list;
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

    private boolean handOver(ChildList.Slots slots, long parentBorn, long after, Predicate<ObjectEntry> each) {
        for (int i = slots.after(Math.max(after, parentBorn - 1)); i < slots.size(); i++) {
            long placed = slots.placed()[i];
            if (placed > sequence) {
                return true;
            }
            ObjectEntry entry = entry(slots.keys()[i]);
            if (entry != null && !entry.isDeleted() && entry.placed() == placed && !each.test(entry)) {
                return false;
            }
        }
        return true;
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
