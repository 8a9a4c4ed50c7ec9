package io.ate.internal.dao;

import io.ate.ChainUnavailableException;

/** What callers are told whose thread was interrupted while nothing was at stake. Stateless. */
public final class Interruption {
    private Interruption() {}

    /** The exception to throw, with the thread's flag set again. */
    public static ChainUnavailableException of(String doing, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ChainUnavailableException("this thread was interrupted while " + doing, cause);
    }
}
