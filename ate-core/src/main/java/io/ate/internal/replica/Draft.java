package io.ate.internal.replica;

import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Event;
import io.ate.internal.event.ObjectCondition;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A commit before it has a number. Immutable.
 *
 * @param basis the confirmed sequence from which it was made
 * @param keys that it acts under, the first being the writer's; the caller keeps them open until the answer
 * @param signed whether it has to be signed even in centralized trust
 * @param relied the lock without which it is to be refused, or null
 * @param merged the objects whose values the caller merges when others were faster; he draws the commit up anew then,
 * and
 * has whatever he hands over later come after that
 */
public record Draft(long basis, List<HeldKeys> keys, List<Event> events, List<ObjectCondition> conditions,
        boolean signed, @Nullable LockGrant relied, Set<PrimaryKey> merged) {
    public Draft {
        keys = List.copyOf(keys);
        events = List.copyOf(events);
        conditions = List.copyOf(conditions);
        merged = Set.copyOf(merged);
    }

    /** A commit of which nothing is merged. */
    public Draft(long basis, List<HeldKeys> keys, List<Event> events, List<ObjectCondition> conditions,
            boolean signed, @Nullable LockGrant relied) {
        this(basis, keys, events, conditions, signed, relied, Set.of());
    }

    /** A commit that relies on no lock, and of which nothing is merged. */
    public Draft(long basis, List<HeldKeys> keys, List<Event> events, List<ObjectCondition> conditions,
            boolean signed) {
        this(basis, keys, events, conditions, signed, null);
    }

    /** The same commit, of which the caller merges the values of these objects. */
    public Draft merging(Set<PrimaryKey> objects) {
        return new Draft(basis, keys, events, conditions, signed, relied, objects);
    }
}
