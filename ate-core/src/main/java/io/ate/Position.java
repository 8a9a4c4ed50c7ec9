package io.ate;

/** A place in a chain's log from which it is to be read. */
public sealed interface Position {
    /** From the first event that is still kept. */
    Position START = new After(0);

    /** From the next event on. */
    Position NOW = new Now();

    /**
     * From the first event after {@code sequence}. Where the chain has not come so far yet, what comes up to there is
     * passed over: a position may come from a program that knows more of the chain. So one of another chain, or of a
     * time before a server was restored from an old copy, tells nothing until that sequence.
     */
    static Position after(long sequence) {
        return new After(sequence);
    }

    /** Where the chain stands when reading begins. */
    record Now() implements Position {
        @Override
        public String toString() {
            return "now";
        }
    }

    /** Behind the event of that sequence; 0 is before all. */
    record After(long sequence) implements Position {
        public After {
            if (sequence < 0) {
                throw new IllegalArgumentException("sequences begin at 1, not " + sequence);
            }
        }

        @Override
        public String toString() {
            return "after " + sequence;
        }
    }

    /**
     * Behind {@code sequence}, and behind so many of the changes that the event after it makes in one collection: where
     * an object ends, its children end with it, by one event.
     */
    record Within(long sequence, int taken) implements Position {
        public Within {
            if (sequence < 0 || taken < 1) {
                throw new IllegalArgumentException("sequences begin at 1, and at least one change was taken, not "
                        + taken + " after " + sequence);
            }
        }

        @Override
        public String toString() {
            return "after " + sequence + " and " + taken + " changes of the next event";
        }
    }
}
