package io.ate.internal.dao;

import io.ate.ChainUnavailableException;

/** What becomes of it where a thread is interrupted while nothing is at stake. Stateless. */
public final class Interruption {
    private Interruption() {}

    /** The exception that the caller is told, with the thread's flag set again. */
    public static ChainUnavailableException of(String doing, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ChainUnavailableException("this thread was interrupted while " + doing, cause);
    }

    /**
     * Forgets that the calling thread was interrupted, right after code of the program has run on it: the thread is the
     * library's, whatever that code did to it, and what the library does next is not to be cut short.
     */
    public static void forget() {
        var _ = Thread.interrupted();
    }
}
