package io.ate.internal.view;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import org.jspecify.annotations.Nullable;

/** A chain as it stands at one sequence, with or without commits that are not durable yet laid over it. */
public interface ChainState {
    /**
     * How deep objects may be born, or put, below one another. Paths of file systems seldom have more than 100 names.
     */
    int DEPTH = 512;
    /** What was moved may hang deeper than that; what is more than so many objects deep is out of reach, as if dead. */
    int REACH = 2 * DEPTH + 1;

    /**
     * What is known of the object, or null if nothing is. May be deleted, or dead because of what happened above it;
     * use {@link #live} unless that is what you want to know.
     */
    @Nullable
    ObjectEntry entry(PrimaryKey key);

    /** The public key of that id, or null if the chain does not know it. */
    @Nullable
    KeyEntry publicKey(KeyId id);

    /**
     * Tells whether an object of that key begins under a signature alone, since one has ever had rules of its own, or
     * been moved, in this life or an earlier one. May know more of it than the rest of the state does: what is later
     * than that.
     */
    boolean beginsSigned(PrimaryKey key);

    /** Object zero, which always exists. */
    default ObjectEntry zero() {
        ObjectEntry zero = entry(PrimaryKey.ZERO);
        if (zero == null) {
            throw new IllegalStateException("a chain has an object zero");
        }
        return zero;
    }

    /** The object if it exists: not deleted, nor placed below something that has ended since. */
    default @Nullable ObjectEntry live(PrimaryKey key) {
        ObjectEntry entry = entry(key);
        return entry != null && isLive(entry) ? entry : null;
    }

    /**
     * Tells whether the object exists. What was placed under a key before that key's present birth stays dead, whoever
     * is born there again.
     */
    default boolean isLive(ObjectEntry entry) {
        ObjectEntry at = entry;
        for (int depth = 1; depth <= REACH; depth++) {
            if (at.isDeleted()) {
                return false;
            }
            if (at.parent().isZero()) {
                return true;
            }
            ObjectEntry parent = entry(at.parent());
            if (parent == null || !precedes(parent.born(), at.placed())) {
                return false;
            }
            at = parent;
        }
        return false;
    }

    /**
     * The object whose rule of that kind is in force at {@code from}, which exists: itself, or the nearest above that
     * does not inherit it.
     */
    default ObjectEntry carrier(ObjectEntry from, Right right) {
        ObjectEntry at = from;
        for (int depth = 0; depth <= REACH; depth++) { // one step more than liveness: to object zero
            RuleEntry rules = at.rules();
            if (rules != null && right.isSetBy(rules)) {
                return at;
            }
            @Nullable
            ObjectEntry above = at.key().isZero() ? null : entry(at.parent());
            if (above == null) {
                break;
            }
            at = above;
        }
        throw new IllegalStateException("no rule is in force at " + from.key() + ", though object zero has them all");
    }

    /** Order of sequences, where negative ones stand for commits without an answer: after all others, newest lowest. */
    static boolean precedes(long earlier, long later) {
        if ((earlier < 0) != (later < 0)) {
            return later < 0;
        }
        return earlier < 0 ? earlier >= later : earlier <= later;
    }
}
