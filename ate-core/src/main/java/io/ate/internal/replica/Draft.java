package io.ate.internal.replica;

import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Event;
import io.ate.internal.event.ObjectCondition;
import io.ate.internal.event.WriterId;
import io.ate.internal.view.ObjectEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A commit before it has a number. Immutable.
 *
 * @param basis the confirmed sequence from which it was made
 * @param keys that it acts under, the first being the writer's; the caller keeps them open until the answer
 * @param writer whose numbers its conditions name, or null if they name none
 * @param signed whether it has to be signed even in centralized trust
 * @param relied the lock without which it is to be refused, or null
 * @param seen the objects whose places and rules it relies on, as they were read where own commits without an answer
 * lay over them
 * @param redrawn whether the caller draws it up anew where it is refused for what others did, and has whatever he hands
 * over later come after that
 */
public record Draft(long basis, List<HeldKeys> keys, List<Event> events, List<ObjectCondition> conditions,
        @Nullable WriterId writer, boolean signed, @Nullable LockGrant relied, List<ObjectEntry> seen,
        boolean redrawn) {
    public Draft {
        keys = List.copyOf(keys);
        events = List.copyOf(events);
        conditions = List.copyOf(conditions);
        seen = List.copyOf(seen);
    }

    /** A commit that is refused for good. */
    public Draft(long basis, List<HeldKeys> keys, List<Event> events, List<ObjectCondition> conditions,
            WriterId writer, boolean signed, @Nullable LockGrant relied, List<ObjectEntry> seen) {
        this(basis, keys, events, conditions, writer, signed, relied, seen, false);
    }

    /** A commit that relies on no lock, no object's place, and no earlier commit of its writer. */
    public Draft(long basis, List<HeldKeys> keys, List<Event> events, List<ObjectCondition> conditions,
            boolean signed) {
        this(basis, keys, events, conditions, null, signed, null, List.of(), false);
    }

    /** The same commit, which the caller draws up anew where others were faster. */
    public Draft toBeRedrawn() {
        return new Draft(basis, keys, events, conditions, writer, signed, relied, seen, true);
    }

    /** The same commit, whatever has become of what it relies on. */
    Draft relyingOnNothing() {
        return new Draft(basis, keys, events, conditions, writer, signed, relied, List.of(), redrawn);
    }

    /** Tells whether its conditions may mean commits that are not that writer's. */
    boolean isOfOtherThan(WriterId present) {
        return writer != null && !writer.equals(present);
    }
}
