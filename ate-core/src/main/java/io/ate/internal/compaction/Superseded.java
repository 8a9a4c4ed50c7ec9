package io.ate.internal.compaction;

import io.ate.Trust;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Kind;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * That the value which an event gave its object is of no more use. What is so once remains so: no later event makes an
 * old value the present one again, and none brings back to life what is gone. Immutable.
 *
 * @param by the sequence of the event that gave the object its present value; empty if the object is gone
 * @param recorded whether an object that lives has begun with it which has a name below another one, as events of
 * streams have
 */
record Superseded(OptionalLong by, boolean recorded) {

    private static final Superseded GONE = new Superseded(OptionalLong.empty(), false);

    /**
     * Whether the value of that event is superseded in {@code now}; empty if it is not, or has none that may be
     * removed. It is not by being sealed again for other readers: who follows the chain is told it when he comes by,
     * and passes over what is the same. Nor is, in centralized trust, the newest value whose seal vouches for the place
     * of its object, and so for who reads what is written there.
     *
     * @param now a state that knows the event
     */
    static Optional<Superseded> in(ChainState now, StoredEvent stored, Trust trust) {
        Event event = stored.event();
        if (event.facts().kind() != Kind.PUT || event.seal().length() == 0) {
            return Optional.empty();
        }
        ObjectEntry entry = now.entry(event.facts().key());
        if (entry == null || isGone(now, entry)) {
            return Optional.of(GONE);
        }
        if (entry.written() <= stored.sequence()
                || (trust == Trust.CENTRALIZED && vouchesForPlace(entry, stored))) {
            return Optional.empty();
        }
        boolean begins = entry.born() == stored.sequence();
        boolean recorded = begins && event.facts().tag() != null && !entry.parent().isZero();
        return Optional.of(new Superseded(OptionalLong.of(entry.valued()), recorded));
    }

    /** What was moved, or begins in clear, or with rules, is where it is by a signature. */
    private static boolean vouchesForPlace(ObjectEntry entry, StoredEvent stored) {
        Facts facts = stored.event().facts();
        PayloadForm form = facts.payload();
        boolean isSignedBirth = entry.born() == stored.sequence() && facts.rules() != null;
        return entry.vouching() == stored.sequence() && entry.placed() == entry.born() && form != null
                && form.isSealed() && !isSignedBirth;
    }

    /**
     * Tells whether the object is dead for good. What only hangs too deep is not: it may be moved up again, and its
     * value has to be there then.
     */
    static boolean isGone(ChainState now, ObjectEntry entry) {
        ObjectEntry at = entry;
        for (int depth = 0; depth <= ChainState.REACH; depth++) {
            if (at.isDeleted()) {
                return true;
            }
            if (at.parent().isZero()) {
                return false;
            }
            @Nullable
            ObjectEntry parent = now.entry(at.parent());
            if (parent == null || parent.born() > at.placed()) {
                return true;
            }
            at = parent;
        }
        return false;
    }
}
