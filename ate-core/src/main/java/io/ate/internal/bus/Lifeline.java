package io.ate.internal.bus;

import io.ate.NoSuchObjectException;
import io.ate.PrimaryKey;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The owner of a collection and all that it hangs below, as they stand where a reader of the log is: what ends one of
 * them ends the collection. Confined to one reader, which shows it every event from where it begins.
 *
 * <p>
 * The log says of each event which object it names, not what that hangs below. So the line is taken from the chain as
 * it is now, if nothing in it was put there since, and from the past otherwise, which is seldom: after the owner has
 * ended, or one of the line was moved.
 */
final class Lifeline {
    private final OpenChain chain;
    private final PrimaryKey owner;
    private final boolean begins;
    private @Nullable Set<PrimaryKey> line;

    /** What an event means for the owner. */
    enum Turn {
        /** Nothing. */
        NONE,
        /** It exists no more, and nothing that hung below it. */
        ENDS
    }

    /**
     * The line of {@code owner}; that of the chain itself is empty, and never ends.
     *
     * @param begins whether the owner goes by a name, and so may begin at any time, and again
     */
    Lifeline(OpenChain chain, PrimaryKey owner, boolean begins) {
        this.chain = chain;
        this.owner = owner;
        this.begins = begins;
    }

    /** The reader has come as far as {@code sequence}; matters only the first time. */
    void begin(long sequence) {
        if (line == null) {
            line = lineAt(sequence);
        }
    }

    /** The reader begins anew. */
    void forget() {
        line = null;
    }

    /** The reader passes an event, which left an object as {@code left}. */
    Turn turn(ObjectEntry left) {
        Set<PrimaryKey> keys = line;
        if (keys == null || owner.isZero()) {
            return Turn.NONE;
        }
        if (left.isDeleted()) {
            if (keys.contains(left.key())) {
                line = Set.of();
                return Turn.ENDS;
            }
        } else if (left.placed() == left.version() && (left.key().equals(owner) || keys.contains(left.key()))) {
            line = lineAt(left.version()); // born, or moved
        }
        return Turn.NONE;
    }

    /**
     * Demands that the owner exists or may begin, as far as is known to a reader who has come to {@code sequence}; he
     * may be behind what is known here, or ahead of it.
     *
     * @throws NoSuchObjectException if nothing will come of it
     */
    void demandMore(long sequence) {
        boolean alive = line != null && !line.isEmpty();
        if (begins || owner.isZero() || alive) {
            return;
        }
        try (Standpoint now = chain.replica().standpoint()) {
            if (now.sequence() == sequence && now.live(owner) == null) {
                throw new NoSuchObjectException("there is no object " + owner + " in the chain whose children could "
                        + "change", owner);
            }
        }
    }

    private Set<PrimaryKey> lineAt(long sequence) {
        if (owner.isZero()) {
            return Set.of();
        }
        try (Standpoint now = chain.replica().standpoint()) {
            Set<PrimaryKey> keys = new HashSet<>();
            if (climb(now, keys) <= sequence && !keys.isEmpty()) {
                return keys;
            }
        }
        Set<PrimaryKey> keys = new HashSet<>();
        climb(PastState.at(chain, sequence), keys);
        return keys;
    }

    /**
     * Collects the owner, if it exists, and what it hangs below; when the last of them was put where it is. What is not
     * answered yet was put there after everything else.
     */
    private long climb(ChainState state, Set<PrimaryKey> keys) {
        long placed = 0;
        for (ObjectEntry at = state.live(owner); at != null && !at.key().isZero(); at = state.entry(at.parent())) {
            keys.add(at.key());
            placed = Math.max(placed, at.placed() < 0 ? Long.MAX_VALUE : at.placed());
        }
        return placed;
    }
}
