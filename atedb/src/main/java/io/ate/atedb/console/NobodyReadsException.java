package io.ate.atedb.console;

/** Whoever read the results has gone, as {@code head} does: there is nothing left to do, and nothing wrong. */
public final class NobodyReadsException extends RuntimeException {
    NobodyReadsException(Throwable cause) {
        super("nobody reads the results", cause);
    }
}
