package io.ate.internal.view;

import io.ate.internal.event.Bounds;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
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

    /** Writes all of them but what came before. */
    void write(WireWriter out) {
        rules.write(out);
        out.slice32(ring == null ? Slice.empty() : ring.encode()).bits64(since);
    }

    /** Reads what {@link #write} writes. */
    static RuleEntry read(WireReader in) throws MalformedException {
        ObjectRules rules = ObjectRules.read(in);
        Slice ring = in.slice32(Bounds.RING);
        return new RuleEntry(rules, ring.isEmpty() ? null : KeyRing.decode(ring, rules.read()), in.bits64());
    }

    /** The rules that come in the place of these. */
    RuleEntry followedBy(ObjectRules others, @Nullable KeyRing otherRing, long sequence) {
        return new RuleEntry(others, otherRing, sequence, since == 0 ? earlier : earlier.and(since));
    }
}
