package io.ate.internal.dao;

import io.ate.Session;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One use of a session's keys on a chain: by a handle, by a call, or by a commit that is under way. The keys stay until
 * the last use has ended. Thread-safe; ending it again does nothing.
 */
public final class SessionLease implements AutoCloseable {
    private final OpenSessions sessions;
    private final SessionKeys keys;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** @param keys among whose uses this one is counted already */
    SessionLease(OpenSessions sessions, SessionKeys keys) {
        this.sessions = sessions;
        this.keys = keys;
    }

    /** Who acts. */
    public Session session() {
        return keys.session();
    }

    SessionKeys keys() {
        return keys;
    }

    /**
     * Another use of the same keys.
     *
     * @throws IllegalStateException if this one has ended
     */
    public SessionLease further() {
        if (ended.get() || !keys.use()) {
            throw ended();
        }
        return new SessionLease(sessions, keys);
    }

    /** Tells whether it was closed. */
    public boolean hasEnded() {
        return ended.get();
    }

    /**
     * Demands that it was not closed.
     *
     * @throws IllegalStateException if it was
     */
    public void demandGoing() {
        if (ended.get()) {
            throw ended();
        }
    }

    private IllegalStateException ended() {
        return new IllegalStateException("this handle for " + keys.session()
                + " was closed; the chain is open, and gives another one");
    }

    /** Ends as soon as there is an answer. */
    public void endWith(CompletableFuture<?> answer) {
        var _ = answer.whenComplete((_, _) -> close());
    }

    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            sessions.endUse(keys);
        }
    }
}
