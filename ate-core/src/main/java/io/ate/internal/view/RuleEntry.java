package io.ate.internal.view;

import io.ate.internal.event.KeyRing;
import io.ate.internal.event.ObjectRules;
import org.jspecify.annotations.Nullable;

/**
 * The rules that an object carries, with the key ring that came beside them. Immutable.
 *
 * @param ring of a read rule of {@code KEYS}, or object zero's name key in clear; else null
 * @param since sequence of the event that set the rules; 0 if the genesis did
 * @param earlier the events that set the rules which it carried before, without a break, in this life
 */
public record RuleEntry(ObjectRules rules, @Nullable KeyRing ring, long since, RuleEvents earlier) {
    /** Rules of an object that carried none before. */
    public RuleEntry(ObjectRules rules, @Nullable KeyRing ring, long since) {
        this(rules, ring, since, RuleEvents.NONE);
    }

    /** The rules that come in the place of these. */
    RuleEntry followedBy(ObjectRules others, @Nullable KeyRing otherRing, long sequence) {
        return new RuleEntry(others, otherRing, sequence, since == 0 ? earlier : earlier.and(since));
    }
}
