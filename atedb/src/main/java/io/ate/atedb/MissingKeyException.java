package io.ate.atedb;

import io.ate.AteException;

/** What was asked for needs somebody to act, and there is no key to say who. */
final class MissingKeyException extends AteException {
    MissingKeyException() {
        super("no key here: run \"atedb keygen\"");
    }
}
