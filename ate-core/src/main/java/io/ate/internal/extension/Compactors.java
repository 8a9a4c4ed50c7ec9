package io.ate.internal.extension;

import io.ate.extension.Compactor;
import io.ate.extension.SupersededValue;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.StoredChain;
import java.util.List;
import java.util.OptionalLong;

/** What programs want kept of what compaction would remove. Thread-safe, as the compactors are. */
public final class Compactors {
    /** That nothing more is kept. */
    public static final Compactors NONE = new Compactors(List.of());

    private final List<Compactor> compactors;
    private final FailureLog failures = new FailureLog();

    public Compactors(List<Compactor> compactors) {
        this.compactors = List.copyOf(compactors);
    }

    /**
     * Tells whether any wants the event's value kept. Whatever code it is that throws, and whatever it throws: nothing
     * is lost by it.
     *
     * @param by the sequence of the event that gave the object its present value; empty if the object is gone
     */
    public boolean keep(StoredChain chain, LogItem.StoredEvent superseded, OptionalLong by) {
        if (compactors.isEmpty()) {
            return false;
        }
        try {
            SupersededValue value = new SupersededValue(chain.name(), chain.genesis().chainId(),
                    superseded.sequence(), Headers.header(superseded.event()), by);
            return compactors.stream().anyMatch(each -> each.keeps(value));
        } catch (Throwable e) {
            failures.say("a compactor failed, and the value at sequence " + superseded.sequence() + " of chain "
                    + chain.name() + " was kept for it", e);
            return true;
        }
    }
}
