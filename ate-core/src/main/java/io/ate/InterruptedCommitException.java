package io.ate;

/**
 * The thread was interrupted while it waited for the answer to a commit: it may be stored or not, now or later.
 * {@link Chain#outcome} tells which. The thread's interrupted flag is set again.
 */
public final class InterruptedCommitException extends AteException {
    private final transient CommitId commit;

    /** Interrupted before {@code commit} was answered. */
    public InterruptedCommitException(String message, CommitId commit, InterruptedException cause) {
        super(message, cause);
        this.commit = commit;
    }

    /** The commit whose outcome is unknown. */
    public CommitId commit() {
        return commit;
    }
}
