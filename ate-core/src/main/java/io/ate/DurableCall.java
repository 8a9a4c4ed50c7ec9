package io.ate;

/**
 * A request to a service that is stored in the chain until it has been replied to, and the reply until somebody takes
 * it; see {@link Chain#submit}. Immutable and thread-safe.
 */
public interface DurableCall<A> {
    /** What the request goes by, also in another program: see {@link Chain#submitted}. */
    PrimaryKey id();

    /**
     * The reply, waited for until the deadline of the handle; it stays, and is given again, until {@link #forget}.
     *
     * @throws ServiceException if the handler failed, or if five programs began it and each ended before it had replied
     * @throws ServiceUnavailableException if no reply has come by the deadline; it may come later
     * @throws NoSuchObjectException if there is neither the request nor a reply: it was forgotten, or removed, or
     * nobody took the reply for a day
     */
    A await();

    /**
     * Removes the reply, if there is one. Without this it goes when a program that serves has seen it for a day: it
     * looks when it has replied to another request, at most once an hour, so where nothing is asked replies stay.
     *
     * @throws NoWriteAuthorityException if it is a reply to somebody else
     */
    void forget();
}
