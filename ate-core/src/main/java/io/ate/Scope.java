package io.ate;

/** How long a commit waits. */
public enum Scope {
    /** Until it is durable at the server, or, on a local chain, on its disk. */
    FULL,
    /**
     * Not at all: it is applied here. What is known here to be refused is thrown at once; what is refused later goes to
     * {@link Chain#onRefused}.
     */
    NONE
}
