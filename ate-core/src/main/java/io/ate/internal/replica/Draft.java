package io.ate.internal.replica;

import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Event;
import io.ate.internal.event.ObjectCondition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A commit before it has a number. Immutable.
 *
 * @param basis the confirmed sequence from which it was made
 * @param keys that it acts under, the first being the writer's; the caller keeps them open until the answer
 * @param signed whether it has to be signed even in centralized trust
 * @param relied the lock without which it is to be refused, or null
 * @param redrawn whether the caller draws it up anew when others were faster, and has whatever it hands over later come
 * after that
 */
public record Draft(long basis, List<HeldKeys> keys, List<Event> events, List<ObjectCondition> conditions,
        boolean signed, @Nullable LockGrant relied, boolean redrawn) {
    public Draft {
        keys = List.copyOf(keys);
        events = List.copyOf(events);
        conditions = List.copyOf(conditions);
    }

    /** A commit that is not drawn up anew. */
    public Draft(long basis, List<HeldKeys> keys, List<Event> events, List<ObjectCondition> conditions,
            boolean signed, @Nullable LockGrant relied) {
        this(basis, keys, events, conditions, signed, relied, false);
    }

    /** A commit that relies on no lock, and is not drawn up anew. */
    public Draft(long basis, List<HeldKeys> keys, List<Event> events, List<ObjectCondition> conditions,
            boolean signed) {
        this(basis, keys, events, conditions, signed, null);
    }

    /** The same commit, which the caller draws up anew where he has to. */
    public Draft toBeRedrawn() {
        return new Draft(basis, keys, events, conditions, signed, relied, true);
    }
}
