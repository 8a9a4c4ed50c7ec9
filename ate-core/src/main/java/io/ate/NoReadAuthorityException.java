package io.ate;

/** No key of the session opens what was asked for. Somebody who can read it has to grant it to one of its keys. */
public final class NoReadAuthorityException extends AteException {
    /** The session's keys do not open what the message names. */
    public NoReadAuthorityException(String message) {
        super(message);
    }
}
