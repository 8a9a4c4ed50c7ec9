package io.ate.internal.dao;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A chain's state with the changes of one unit of work laid over it. Confined to that unit's thread. */
final class Overlay implements ChainState {
    private final ChainState base;
    private final Map<PrimaryKey, ObjectState> touched = LinkedHashMap.newLinkedHashMap(4);
    private boolean reordered;

    Overlay(ChainState base) {
        this.base = base;
    }

    @Override
    public @Nullable ObjectEntry entry(PrimaryKey key) {
        ObjectState state = touched.get(key);
        if (state == null) {
            return base.entry(key);
        }
        if (state.isDeleted()) {
            return null;
        }
        return state.isBorn() || state.isMoved() || state.rules() != null ? state.entry() : base.entry(key);
    }

    @Override
    public @Nullable KeyEntry publicKey(KeyId id) {
        KeyEntry known = base.publicKey(id);
        return known != null ? known : introduced(id);
    }

    @Override
    public boolean beginsSigned(PrimaryKey key) {
        return base.beginsSigned(key);
    }

    /**
     * Tells whether the chain knows the key, whatever becomes of this unit of work and of commits without an answer.
     */
    boolean isKnown(KeyId id) {
        KeyEntry known = base.publicKey(id);
        return known != null && known.since() >= 0;
    }

    private @Nullable KeyEntry introduced(KeyId id) {
        for (ObjectState state : touched.values()) {
            NewRules rules = state.rules();
            for (PublicKeys each : rules == null ? List.<PublicKeys>of() : rules.named()) {
                if (each.id().equals(id)) {
                    return new KeyEntry(each, null, Long.MIN_VALUE);
                }
            }
        }
        return null;
    }

    /** What the unit of work has made of the object, or null if it has not touched it. */
    @Nullable
    ObjectState touched(PrimaryKey key) {
        return touched.get(key);
    }

    /** Everything that the unit of work has touched, in the order in which it did. */
    Collection<ObjectState> touched() {
        return touched.values();
    }

    /** Makes {@code state} the place where changes of its object meet, unless there is one already; gives that. */
    ObjectState touch(ObjectState state) {
        ObjectState earlier = touched.putIfAbsent(state.key(), state);
        return earlier == null ? state : earlier;
    }

    /**
     * Puts a newborn object in the place of one that was born here and deleted again, behind all that is here, and
     * without what hung below that.
     */
    void put(ObjectState born) {
        if (touched.remove(born.key()) != null) {
            forgetBornBelow(born.key());
        }
        touched.put(born.key(), born);
    }

    /** Drops the objects that were born here below an object that ended; they are not to hang below its next life. */
    void forgetBornBelow(PrimaryKey ended) {
        List<ObjectState> born = touched.values().stream().filter(ObjectState::isBorn).toList();
        for (ObjectState each : born) {
            if (isBelow(each.entry(), ended)) {
                touched.remove(each.key());
            }
        }
    }

    /** Also where it, or what is in between, was deleted here. */
    private boolean isBelow(ObjectEntry entry, PrimaryKey above) {
        @Nullable
        ObjectEntry at = entry;
        for (int depth = 0; at != null && !at.parent().isZero() && depth < REACH; depth++) {
            if (at.parent().equals(above)) {
                return true;
            }
            ObjectState parent = touched.get(at.parent());
            at = parent == null ? base.entry(at.parent()) : parent.entry();
        }
        return false;
    }

    /** Has an object that was moved follow all others, as it will where it is now. */
    void putLast(ObjectState moved) {
        touched.remove(moved.key());
        touched.put(moved.key(), moved);
        reordered = true;
    }

    /** Tells whether what was touched first may hang below what was touched later. */
    boolean isReordered() {
        return reordered;
    }

    /** What this unit of work has put into {@code collection} of {@code parent} so far and that is there, in order. */
    List<ObjectState> putIn(PrimaryKey parent, String collection) {
        List<ObjectState> put = new ArrayList<>(0);
        for (ObjectState state : touched.values()) {
            if (state.isPutIn(parent, collection)) {
                put.add(state);
            }
        }
        return put;
    }
}
