package io.ate.internal.testing;

import io.ate.PrimaryKey;
import io.ate.Reason;
import org.jspecify.annotations.Nullable;

/** What became of a commit. */
public sealed interface Outcome {
    /** It has its place in the chain. */
    record Committed(long number, long first) implements Outcome {}

    /** It left no trace. */
    record Refused(Reason reason, String text, @Nullable PrimaryKey object) implements Outcome {}

    /** Nobody has said yet. */
    record Open() implements Outcome {}

    /** The reason, or null where it was not refused. */
    default @Nullable Reason reason() {
        return this instanceof Refused refused ? refused.reason() : null;
    }

    /** The first sequence of what was committed. */
    default long first() {
        if (this instanceof Committed committed) {
            return committed.first();
        }
        throw new AssertionError("not committed but " + this);
    }
}
