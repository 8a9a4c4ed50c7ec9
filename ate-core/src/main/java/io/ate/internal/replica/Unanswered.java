package io.ate.internal.replica;

/** What is known of a commit that has no answer yet, and for which nobody waits any longer. */
public sealed interface Unanswered {
    /** It was never sent, and is taken back: nothing of it is stored, now or later. */
    record NotSent() implements Unanswered {}

    /** It was sent: it may be stored or not, now or later. */
    record Sent() implements Unanswered {}

    /** It is stored from that sequence on, as the server says; the view has not got there. */
    record Stored(long sequence) implements Unanswered {}
}
