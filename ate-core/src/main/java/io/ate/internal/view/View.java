package io.ate.internal.view;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The state of one chain in memory: the fold of its events up to {@link #applied()}, of which readers are shown what
 * was there at {@link #sequence()}, mostly the same.
 *
 * <p>
 * One applier changes it, a commit at a time; any number of threads read it, either as it is at each moment, through
 * this class, or as it was at one sequence, through a {@link Snapshot}. For the sake of open snapshots a replaced entry
 * stays reachable from the one that took its place; {@link Snapshots} cuts these links again, and expires the oldest
 * snapshot where they become too many. Deleted entries, and what hung below them, go as soon as no snapshot can see
 * them.
 */
public final class View implements ChainState {
    /** Room for no more objects than this is made beforehand. */
    private static final long ROOM = 1 << 20;

    private final ConcurrentHashMap<PrimaryKey, ObjectEntry> objects;
    private final ConcurrentHashMap<PrimaryKey, ChildList> children = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<KeyId, KeyEntry> keys = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<PrimaryKey, ObjectEntry> ruled = new ConcurrentHashMap<>();
    private final Set<PrimaryKey> signed = ConcurrentHashMap.newKeySet();
    private final Origins origins;
    private final ReentrantLock applying = new ReentrantLock();
    private final Snapshots snapshots = new Snapshots(this::forget);
    private final Sweep sweep;
    private volatile long applied;
    /** What readers are shown in place of the present state, or null. */
    private volatile @Nullable Snapshot held;

    /** The view of a chain without events: object zero as the genesis made it, and the keys that it carries. */
    public View(RuleEntry rulesOfZero, Collection<KeyEntry> genesisKeys) {
        this(rulesOfZero, genesisKeys, 0);
    }

    /** The same, with room for about so many objects, so that loading a large chain does not make it step by step. */
    public View(RuleEntry rulesOfZero, Collection<KeyEntry> genesisKeys, long expected) {
        objects = new ConcurrentHashMap<>((int) Math.min(expected + 16, ROOM));
        sweep = new Sweep(objects, children, ruled);
        origins = new Origins(objects);
        ObjectEntry zero = ObjectEntry.zero(rulesOfZero, 0);
        objects.put(PrimaryKey.ZERO, zero);
        ruled.put(PrimaryKey.ZERO, zero);
        genesisKeys.forEach(key -> keys.put(key.id(), key));
    }

    /** Sequence of the last event of the state that readers are shown. */
    public long sequence() {
        Snapshot shown = held;
        return shown == null ? applied : shown.sequence();
    }

    /** Sequence of the last event that has been applied, whether or not readers are shown it yet. */
    public long applied() {
        return applied;
    }

    /** How many objects the view holds, object zero and published keys included; weakly consistent. */
    public int size() {
        return objects.size();
    }

    @Override
    public @Nullable ObjectEntry entry(PrimaryKey key) {
        return objects.get(key);
    }

    @Override
    public @Nullable KeyEntry publicKey(KeyId id) {
        return keys.get(id);
    }

    @Override
    public boolean beginsSigned(PrimaryKey key) {
        return signed.contains(key);
    }

    /** The objects that something was moved away from. */
    Origins origins() {
        return origins;
    }

    /** The objects that carry rules of their own, the chain itself included; some may be dead. Weakly consistent. */
    public Collection<ObjectEntry> ruled() {
        return Collections.unmodifiableCollection(ruled.values());
    }

    /** Applies one commit. Only the applier may call this, in the order of sequences. */
    public void apply(Effects effects) {
        applying.lock();
        try {
            for (KeyEntry key : effects.keys()) {
                keys.merge(key.id(), key, View::publishedAgain);
            }
            for (ObjectEntry entry : effects.objects()) {
                place(entry);
            }
            applied = effects.last();
            if (!snapshots.reachBelow(applied)) {
                sweep.step();
            }
        } finally {
            applying.unlock();
        }
    }

    /**
     * The state that readers are shown now, kept readable until the snapshot is closed or expires. Any thread may call
     * this.
     */
    public Snapshot snapshot() {
        applying.lock();
        try {
            return snapshots.open(this, sequence());
        } finally {
            applying.unlock();
        }
    }

    /**
     * Goes on showing readers the state that they are shown now, until {@link #release}: what is applied meanwhile
     * makes no state that ever was. That costs memory for each object that changes meanwhile, without a bound but their
     * number. Only the applier may call this; it does nothing while the state is held already.
     */
    public void hold() {
        applying.lock();
        try {
            if (held == null) {
                held = snapshots.hold(this, applied);
            }
        } finally {
            applying.unlock();
        }
    }

    /** The state that readers are shown now; what {@link #release} makes of it later, nobody may rely on. */
    public ChainState shown() {
        Snapshot shown = held;
        return shown == null ? this : shown;
    }

    /** Tells whether readers are shown another state than the present one. */
    public boolean isHeld() {
        return held != null;
    }

    /** Shows readers the present state again. Only the applier may call this; nothing happens if it is shown. */
    public void release() {
        applying.lock();
        try {
            Snapshot shown = held;
            if (shown != null) {
                held = null;
                snapshots.release(shown);
            }
        } finally {
            applying.unlock();
        }
    }

    /** The oldest state that anybody reads, or the present one if nobody does; to be closed like any snapshot. */
    public Snapshot oldest() {
        applying.lock();
        try {
            return snapshots.openOldest(this, applied);
        } finally {
            applying.unlock();
        }
    }

    void close(Snapshot snapshot) {
        applying.lock();
        try {
            snapshots.close(snapshot);
        } finally {
            applying.unlock();
        }
    }

    /** The collections of an object (zero: the objects at the top), chained, or null if it has none. */
    @Nullable
    ChildList collections(PrimaryKey parent) {
        return children.get(parent);
    }

    private void place(ObjectEntry entry) {
        PrimaryKey key = entry.key();
        ObjectEntry before = replace(key, entry);
        if (entry.rules() != null) {
            ruled.put(key, entry);
        } else if (before != null && before.rules() != null) {
            ruled.remove(key);
        }
        if (entry.isBoundBySignature()) {
            signed.add(key);
        }
        if (key.isZero() || entry.isPublishedKey()) {
            return;
        }
        if (before != null && !before.isDeleted() && (entry.isDeleted() || before.placed() != entry.placed())) {
            leave(before, entry.version());
        }
        origins.placed(before, entry);
        if (entry.isDeleted()) {
            sweep.ended(key, entry.version());
        } else if (entry.placed() == entry.version()) {
            listOf(entry.parent(), entry.collection()).append(key, entry.placed());
        }
    }

    /** Puts the entry in the place of the one before, which it returns, and keeps that for who may still read it. */
    private @Nullable ObjectEntry replace(PrimaryKey key, ObjectEntry entry) {
        if (snapshots.areNone()) {
            return entry.isDeleted() ? objects.remove(key) : objects.put(key, entry);
        }
        ObjectEntry before = objects.get(key);
        if (snapshots.retain(entry, before) || !entry.isDeleted()) {
            objects.put(key, entry);
        } else {
            objects.remove(key);
        }
        return before;
    }

    private void leave(ObjectEntry before, long sequence) {
        for (ChildList list = children.get(before.parent()); list != null; list = list.next()) {
            if (list.collection().equals(before.collection())) {
                list.left(sequence);
                if (list.wantsSweep() && snapshots.areNone() && sweep.isIdle()) {
                    list.sweep(this::isHere);
                }
                return;
            }
        }
    }

    private boolean isHere(PrimaryKey key, long placed) {
        ObjectEntry entry = objects.get(key);
        return entry != null && !entry.isDeleted() && entry.placed() == placed;
    }

    private ChildList listOf(PrimaryKey parent, String collection) {
        ChildList first = children.get(parent);
        for (ChildList list = first; list != null; list = list.next()) {
            if (list.collection().equals(collection)) {
                return list;
            }
        }
        ChildList list = new ChildList(collection, first);
        children.put(parent, list);
        return list;
    }

    /** A key stays visible to snapshots from before it was published once more. */
    private static KeyEntry publishedAgain(KeyEntry known, KeyEntry again) {
        return new KeyEntry(again.keys(), again.controller(), known.since());
    }

    /** Nobody can see {@code deleted} any more. */
    private void forget(ObjectEntry deleted) {
        objects.remove(deleted.key(), deleted);
    }
}
