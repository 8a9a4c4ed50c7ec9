package io.ate.internal.log;

/**
 * Numbers of chains: the count of starts in the upper half, the count within the start in the lower one. So no number
 * is given twice, whatever was dropped or lost in a crash, and none has to be written down before it is given.
 * Stateless.
 */
final class ChainNumbers {
    private static final int COUNT_BITS = 32;

    private ChainNumbers() {}

    /** The number after {@code given} others in that start. */
    static long number(long start, long given) {
        if (given >>> COUNT_BITS != 0 || start >>> (Long.SIZE - 1 - COUNT_BITS) != 0) {
            throw new IllegalStateException("start " + start + " has given all its numbers of chains");
        }
        return start << COUNT_BITS | given;
    }
}
