package io.ate.internal.log;

import io.ate.internal.wire.Slice;

/** What is found at a place where something is kept for a chain: that, or damage. */
public sealed interface KeptRow {
    /** What was kept last at that place. Immutable. */
    record Kept(long place, Slice content) implements KeptRow {}

    /**
     * Places at which something was kept, or may have been, that cannot be read any more. Immutable.
     *
     * @param from the first of them
     * @param to the last of them: the same where one row is damaged, the highest that there is where nothing behind it
     * can be read
     * @param what says what was found there, for people
     */
    record Damaged(long from, long to, String what) implements KeptRow {}
}
