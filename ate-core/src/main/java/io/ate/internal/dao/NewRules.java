package io.ate.internal.dao;

import io.ate.PublicKeys;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.view.RuleEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules that a commit is to give to an object. Immutable.
 *
 * @param ring to stand beside them, or null where they want none
 * @param named every key in them, for those that the chain does not know yet
 */
record NewRules(ObjectRules rules, @Nullable KeyRing ring, List<PublicKeys> named) {

    /** Not a sequence of any event: these rules are in none yet. */
    private static final long UNSENT = Long.MIN_VALUE;

    NewRules {
        named = List.copyOf(named);
    }

    /** Tells whether an object was given these rules in this unit of work. */
    static boolean areNew(RuleEntry carried) {
        return carried.since() == UNSENT;
    }

    /** The rules as the object then carries them, or null if it inherits everything. */
    @Nullable
    RuleEntry carried() {
        return rules.areInherited() ? null : new RuleEntry(rules, ring, UNSENT);
    }
}
