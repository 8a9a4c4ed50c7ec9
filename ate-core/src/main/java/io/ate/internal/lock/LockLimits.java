package io.ate.internal.lock;

/**
 * How much of locks is borne. Immutable.
 *
 * @param ofChain locks of one chain that are held or waited for
 * @param ofKey among them those of writers with one key
 * @param ofOrigin among them those that were asked for over one channel, as long as it is open
 * @param shortest lease in milliseconds
 * @param longest lease in milliseconds
 */
public record LockLimits(int ofChain, int ofKey, int ofOrigin, long shortest, long longest) {

    /** What servers bear, and chains of one process. */
    public static final LockLimits USUAL = new LockLimits(16_384, 4_096, 4_096, 100, 300_000);

    /** What there may be no more of. */
    public enum Bound {
        OF_CHAIN, OF_KEY, OF_ORIGIN
    }

    /** The lease that who wishes for {@code wished} milliseconds is given. */
    long lease(long wished) {
        return Math.clamp(wished, shortest, longest);
    }

    /** Says, to people, that there may be no more of that. */
    String text(Bound bound) {
        return switch (bound) {
            case OF_CHAIN -> ofChain + " locks of this chain are held or waited for, and more may not be";
            case OF_KEY -> ofKey + " locks of this chain are held or waited for under one key, and more may not be";
            case OF_ORIGIN -> ofOrigin + " locks of this chain are held or waited for by one client, and more may "
                    + "not be";
        };
    }
}
