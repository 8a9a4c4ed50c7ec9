package io.ate.atedb;

import io.ate.AteException;

/** What was asked for needs somebody to act, and there is no key to say who. */
final class MissingKeyException extends AteException {
    static final String WHAT_TO_DO = "no key here: run \"atedb keygen\", or name yours by --key";

    MissingKeyException() {
        super(WHAT_TO_DO);
    }
}
