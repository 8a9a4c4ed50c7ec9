package io.ate.internal.view;

import java.util.ArrayList;
import java.util.List;

/**
 * The sequences of events that set rules of one object, in order, as long as they are few: by them its rules can be
 * judged without the rest of the history. Immutable.
 *
 * @param complete false if there were more than are kept
 */
public record RuleEvents(List<Long> sequences, boolean complete) {
    /** So many are kept; each was signed, and takes a hundred times as much in the log. */
    static final int MOST = 64;

    static final RuleEvents NONE = new RuleEvents(List.of(), true);
    private static final RuleEvents TOO_MANY = new RuleEvents(List.of(), false);

    public RuleEvents {
        sequences = List.copyOf(sequences);
    }

    /** These and a later one. */
    RuleEvents and(long sequence) {
        if (!complete || sequences.size() == MOST) {
            return TOO_MANY;
        }
        List<Long> more = new ArrayList<>(sequences);
        more.add(sequence);
        return new RuleEvents(more, true);
    }
}
