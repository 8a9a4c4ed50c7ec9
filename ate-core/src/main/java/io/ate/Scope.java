package io.ate;

/** How long a commit waits. */
public enum Scope {
    /** Until it is durable at the server, or, on a local chain, on its disk. */
    FULL,
    /**
     * Not at all: it is applied here, and sent when the server can be reached, however late that is, as long as the
     * chain is open. What is known here to be refused is thrown at once. Updates that somebody else's changes meet on
     * the way are merged with these, see {@link MergedBy}, and sent anew, in their order, with what was built on them;
     * what is refused for good goes to {@link Chain#onRefused}.
     */
    NONE
}
