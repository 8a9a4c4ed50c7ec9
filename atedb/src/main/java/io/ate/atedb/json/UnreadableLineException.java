package io.ate.atedb.json;

import io.ate.AteException;

/** A line that is to be stored cannot be; the message says which one, and what is wrong with it. */
public final class UnreadableLineException extends AteException {

    /**
     * @param source what the lines come from
     * @param line its number, from 1
     * @param what is wrong with it
     */
    public UnreadableLineException(String source, long line, String what) {
        super(source + ", line " + line + ": " + what);
    }

    /** @param rest of the place on that line, if that is known, and what is wrong there */
    UnreadableLineException(String source, long line, String rest, Throwable cause) {
        super(source + ", line " + line + rest, cause);
    }
}
