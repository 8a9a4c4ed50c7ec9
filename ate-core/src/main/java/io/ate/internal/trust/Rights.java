package io.ate.internal.trust;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.event.ControlRule;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.WriteRule;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.Right;
import io.ate.internal.view.RuleEntry;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The rules in force at an object: its own, or what it inherits from above, up to object zero, whose rules are
 * complete. Stateless.
 */
public final class Rights {
    private Rights() {}

    /** A read rule in force, and the object that carries it. */
    public record Reading(PrimaryKey holder, RuleEntry entry) {
        /** Tells whether everything below is in clear. */
        public boolean isEveryone() {
            return entry.rules().read() instanceof ReadRule.Everyone;
        }

        /** Tells whether what is stored by this rule opens, as it is, to those whom {@code other} names. */
        public boolean opensLike(Reading other) {
            return holder.equals(other.holder) || (isEveryone() && other.isEveryone());
        }
    }

    /** Tells whether a holder of {@code keys} may write at {@code object}: new versions, deletion, children. */
    public static boolean mayWrite(ChainState state, ObjectEntry object, Set<KeyId> keys) {
        return switch (writing(state, object).rules().write()) {
            case WriteRule.AnyOf(List<KeyId> named) -> holdsAny(named, keys);
            case WriteRule.Everyone() -> !keys.isEmpty();
            case WriteRule.Nobody(),WriteRule.Inherit() -> false;
        };
    }

    /** Tells whether a holder of {@code keys} may change the rules of {@code object}, move it and erase it. */
    public static boolean mayControl(ChainState state, ObjectEntry object, Set<KeyId> keys) {
        return controlling(state, object).rules().control() instanceof ControlRule.AnyOf(List<KeyId> named)
                && holdsAny(named, keys);
    }

    /** The rules with the write rule in force at {@code object}: its own, or the nearest above. */
    public static RuleEntry writing(ChainState state, ObjectEntry object) {
        return nearest(state, object, Right.WRITE).entry;
    }

    /** The rules with the control rule in force at {@code object}: its own, or the nearest above. */
    public static RuleEntry controlling(ChainState state, ObjectEntry object) {
        return nearest(state, object, Right.CONTROL).entry;
    }

    /** The read rule in force at {@code object}: its own, or the nearest above. */
    public static Reading reading(ChainState state, ObjectEntry object) {
        return nearest(state, object, Right.READ);
    }

    private static Reading nearest(ChainState state, ObjectEntry object, Right right) {
        ObjectEntry carrier = state.carrier(object, right);
        return new Reading(carrier.key(), Objects.requireNonNull(carrier.rules()));
    }

    private static boolean holdsAny(List<KeyId> named, Set<KeyId> held) {
        for (KeyId key : named) {
            if (held.contains(key)) {
                return true;
            }
        }
        return false;
    }
}
