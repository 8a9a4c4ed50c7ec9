package io.ate.internal.dao;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.event.ReadRule;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import java.util.List;

/**
 * Who reads an object: by the rule of which object, in which of its lives. Immutable.
 *
 * @param born sequence at which the holder's life began; negative where its commit has no answer yet
 */
record Readership(PrimaryKey holder, long born, ReadRule rule) {

    static Readership of(ChainState state, ObjectEntry object) {
        Rights.Reading reading = Rights.reading(state, object);
        ObjectEntry holder = reading.holder().equals(object.key()) ? object : state.entry(reading.holder());
        return new Readership(reading.holder(), holder == null ? 0 : holder.born(), reading.entry().rules().read());
    }

    /**
     * Tells whether nobody reads by {@code later} who does not by this: the same holder, and no key besides. Another
     * holder may name the same keys, but its ring is of somebody else's making.
     */
    boolean covers(Readership later) {
        if (!(rule instanceof ReadRule.Keys(List<KeyId> readers))) {
            return true; // everyone reads
        }
        return holder.equals(later.holder) && (born < 0 || born == later.born)
                && later.rule instanceof ReadRule.Keys(List<KeyId> others) && readers.containsAll(others);
    }
}
