package io.ate.internal.dao;

import io.ate.KeyId;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses the keys under which a commit acts: no more than its rights take, in the session's order. Stateless. */
final class ActingKeys {
    private ActingKeys() {}

    /** A right that a commit takes. */
    sealed interface Need {
        /** To write at {@code object}. */
        record Write(ObjectEntry object) implements Need {}

        /** To control {@code object}. */
        record Control(ObjectEntry object) implements Need {}

        /** Tells whether holders of {@code keys} have the right. */
        default boolean isMetBy(Set<KeyId> keys, ChainState state) {
            return switch (this) {
                case Write(ObjectEntry object) -> Rights.mayWrite(state, object, keys);
                case Control(ObjectEntry object) -> Rights.mayControl(state, object, keys);
            };
        }
    }

    /**
     * Keys among {@code held}, at least one, that have what {@code needs} names. Where none has a right, as far as is
     * known here, all are named: the chain may know better.
     */
    static List<HeldKeys> choose(List<HeldKeys> held, List<Need> needs, ChainState state) {
        List<HeldKeys> chosen = new ArrayList<>();
        Set<KeyId> ids = new HashSet<>();
        for (Need need : needs) {
            if (!need.isMetBy(ids, state)) {
                HeldKeys fitting = fitting(held, need, state);
                if (fitting == null) {
                    return held;
                }
                chosen.add(fitting);
                ids.add(fitting.id());
            }
        }
        return chosen.isEmpty() ? held.subList(0, 1) : chosen;
    }

    /** On whose behalf one change is made: of those who act for a commit the first that has all that it takes. */
    static KeyId author(List<HeldKeys> acting, List<Need> needs, ChainState state) {
        return acting.stream()
                .filter(each -> needs.stream().allMatch(need -> need.isMetBy(Set.of(each.id()), state)))
                .findFirst()
                .orElse(acting.getFirst())
                .id();
    }

    private static @Nullable HeldKeys fitting(List<HeldKeys> held, Need need, ChainState state) {
        for (HeldKeys each : held) {
            if (need.isMetBy(Set.of(each.id()), state)) {
                return each;
            }
        }
        return null;
    }
}
