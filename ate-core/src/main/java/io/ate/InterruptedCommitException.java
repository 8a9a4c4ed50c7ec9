package io.ate;

/**
 * The wait for the answer to a commit was cut short: the commit may be stored or not, now or later.
 * {@link Chain#outcome} tells which, as long as the chain is open. The cause says what happened: an
 * {@link InterruptedException}, after which the thread's interrupted flag is set again; what ended the chain here,
 * such as its closing or the loss of the last right to read it; or why a commit whose answer was lost with a connection
 * could not be asked for again, such as damage on the server's disk.
 */
public final class InterruptedCommitException extends AteException {
    private final transient CommitId commit;

    /** Cut short by {@code cause} before {@code commit} was answered. */
    public InterruptedCommitException(String message, CommitId commit, Exception cause) {
        super(message, cause);
        this.commit = commit;
    }

    /** The commit whose outcome is unknown. */
    public CommitId commit() {
        return commit;
    }
}
