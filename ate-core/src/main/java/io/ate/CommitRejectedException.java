package io.ate;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A commit was refused: nothing of it is stored. {@link #reason()} says why, the message what to do about it. */
public class CommitRejectedException extends AteException {
    private final Reason reason;
    private final transient @Nullable PrimaryKey object;

    /**
     * @param object on which the commit failed, or null where it was none in particular
     */
    public CommitRejectedException(Reason reason, String message, @Nullable PrimaryKey object) {
        super(message);
        this.reason = reason;
        this.object = object;
    }

    /** The exception that stands for a refusal, of the class that callers tell apart by. */
    public static CommitRejectedException of(Reason reason, String message, @Nullable PrimaryKey object) {
        return switch (reason) {
            // A unit of work writes nothing that did not fit what it read: where it does not fit, that has changed.
            case CONFLICT, PREDECESSOR_REFUSED, NO_SUCH_OBJECT, NO_SUCH_PARENT, CYCLE, MUST_BE_SEALED, MUST_BE_CLEAR,
                    SIGNATURE_REQUIRED -> new ConflictException(reason, message, object);
            case NO_WRITE_AUTHORITY, NO_CONTROL_AUTHORITY -> new NoWriteAuthorityException(reason, message, object);
            case READ_ONLY -> new ChainReadOnlyException(message);
            default -> new CommitRejectedException(reason, message, object);
        };
    }

    /** Why the commit was refused. */
    public final Reason reason() {
        return reason;
    }

    /** The object on which the commit failed, if it was one in particular. */
    public final Optional<PrimaryKey> object() {
        return Optional.ofNullable(object);
    }
}
