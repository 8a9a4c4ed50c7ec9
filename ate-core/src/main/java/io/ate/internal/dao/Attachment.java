package io.ate.internal.dao;

/** What works on an open chain, for one of its handles, until that or the chain is closed. Thread-safe. */
public interface Attachment extends AutoCloseable {
    /** The use of its session's keys that the handle has. */
    SessionLease session();

    /** The handle, or the chain, is closed below it. */
    default void endedBelow() {
        close();
    }

    /** Ends it. Closing again does nothing. */
    @Override
    void close();
}
