package io.ate;

/**
 * A commit was sent and not answered in time: it may be stored or not, now or later. {@link Chain#outcome} tells which.
 */
public final class DeadlineExceededException extends AteException {
    private final transient CommitId commit;

    /** No answer yet to {@code commit}. */
    public DeadlineExceededException(String message, CommitId commit) {
        super(message);
        this.commit = commit;
    }

    /** The commit whose outcome is unknown. */
    public CommitId commit() {
        return commit;
    }
}
