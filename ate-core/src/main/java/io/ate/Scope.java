package io.ate;

/** How long a commit waits. */
public enum Scope {
    /** Until it is durable at the server, or, on a local chain, on its disk. */
    FULL,
    /**
     * Until it lies in the outbox on this machine's disk, so that it survives this program. From there it is sent when
     * the server can be reached, however late that is: by this program, or by the next one that opens the chain with
     * the same keys and the same {@linkplain AteConfig.Builder#folder folder}; once, and in the order in which commits
     * were made. Else it is as {@link #NONE}: updates that somebody else's changes meet on the way are merged with
     * these, and what is refused for good goes to {@link Chain#onRefused}; it also stays in {@link Chain#outbox()}, to
     * be looked at.
     *
     * <p>
     * It is what to write with while the server is away. Relies it on what a commit of another scope has written that
     * is not answered yet, it is refused later if that one is lost with this program. It cannot rely on a lock. On a
     * local chain it is the same as {@link #FULL}.
     */
    LOCAL,
    /**
     * Not at all: it is applied here, and sent when the server can be reached, however late that is, as long as the
     * chain is open. What is known here to be refused is thrown at once. Updates that somebody else's changes meet on
     * the way are merged with these, see {@link MergedBy}, and sent anew, in their order, with what was built on them;
     * what is refused for good goes to {@link Chain#onRefused}.
     */
    NONE
}
