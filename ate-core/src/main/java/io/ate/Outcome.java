package io.ate;

/** What became of a commit whose answer had not come in time. */
public sealed interface Outcome {
    /** It is stored. */
    record Stored(long sequence) implements Outcome {}

    /** It was refused; nothing of it is stored. */
    record Refused(CommitRejectedException refusal) implements Outcome {}

    /** It lies in the {@linkplain Outbox outbox}, not refused: it goes from there, and its answer is still out. */
    record Waiting() implements Outcome {}

    /**
     * The answer is still out, or was lost: with the handle that sent the commit, or with what the server knew of it.
     */
    record Unknown() implements Outcome {}
}
