package io.ate.atedb;

import io.ate.AteException;

/** A failure in the words of the command that met it; its cause says of what kind it is. */
final class ExplainedException extends AteException {
    ExplainedException(String message, AteException cause) {
        super(message, cause);
    }
}
