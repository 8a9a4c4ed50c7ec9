package io.ate;

import org.jspecify.annotations.Nullable;

/** A commit was refused because no key of the session has the right to what it did. Nothing of it is stored. */
public final class NoWriteAuthorityException extends CommitRejectedException {
    /** A refusal for want of a right to {@code object}. */
    public NoWriteAuthorityException(Reason reason, String message, @Nullable PrimaryKey object) {
        super(reason, message, object);
    }
}
