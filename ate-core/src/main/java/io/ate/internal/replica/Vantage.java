package io.ate.internal.replica;

/**
 * From where the overlay is looked at: which of the unanswered commits lie over the confirmed state. Immutable.
 *
 * @param sequence of the confirmed state below; what was confirmed up to it is there already
 * @param ticket the last event of an own commit that is seen
 * @param stamp the moment, counted by the overlay, after which refusals are not noticed
 */
record Vantage(long sequence, long ticket, long stamp) {
    /** The present, over a view that has reached {@code sequence}. */
    static Vantage now(long sequence) {
        return new Vantage(sequence, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Tells whether this commit lies over the confirmed state. */
    boolean sees(PendingCommit commit) {
        if (commit.firstTicket() > ticket) {
            return false;
        }
        long refused = commit.refusedAt();
        if (refused != 0 && refused <= stamp) {
            return false;
        }
        long confirmed = commit.confirmedAt();
        return confirmed == 0 || confirmed > sequence;
    }
}
