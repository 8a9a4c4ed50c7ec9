package io.ate.internal.lock;

/**
 * How much of locks is borne. Immutable.
 *
 * @param ofChain locks of one chain that are held or waited for
 * @param ofKey among them those of writers with one key
 * @param shortest lease in milliseconds
 * @param longest lease in milliseconds
 */
public record LockLimits(int ofChain, int ofKey, long shortest, long longest) {

    /** What servers bear, and chains of one process. */
    public static final LockLimits USUAL = new LockLimits(16_384, 4_096, 100, 300_000);

    /** The lease that who wishes for {@code wished} milliseconds is given. */
    long lease(long wished) {
        return Math.clamp(wished, shortest, longest);
    }
}
