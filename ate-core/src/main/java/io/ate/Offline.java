package io.ate;

/**
 * What becomes of a chain while its server is out of reach, or the client was put off line. What the library does is
 * the same in all modes as long as there is a connection.
 */
public enum Offline {
    /**
     * Whoever needs the server waits for it until his deadline: opening a chain, writing, {@link Chain#sync}. Reads of
     * what is here go on. So a short interruption is noticed by nobody.
     */
    WAIT,

    /**
     * Reads go on, and whoever needs the server is told at once that it is away: writes by {@link
     * ChainReadOnlyException}, all else by {@link ChainUnavailableException}. A chain that was opened before, with its
     * replica in a {@linkplain AteConfig.Builder#folder folder}, is opened from there, as it was known last.
     */
    READ,

    /**
     * Chains open without their server, as in {@link #READ}, and work goes on: with {@link Scope#LOCAL}, commits are
     * put into the outbox, and sent once the server is back. Whoever needs the server itself, as commits of scope
     * {@link Scope#FULL} do, waits for it until his deadline.
     */
    WORK
}
