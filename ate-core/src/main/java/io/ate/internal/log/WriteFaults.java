package io.ate.internal.log;

import java.io.IOException;

/**
 * The fault point of a log's writes: lets a test fail one. Off in production ({@link #NONE}). Called by the log's
 * writer alone.
 */
@FunctionalInterface
public interface WriteFaults {
    /** Lets every write pass. */
    WriteFaults NONE = moment -> {
    };

    /** When the writer asks, for each group. */
    enum Moment {
        /** Nothing of the group has been written. */
        BEFORE_WRITE,
        /** All of the group is durable, but nobody has been told. */
        AFTER_SYNC
    }

    /**
     * Is asked at that moment of every group.
     *
     * @throws IOException to have the write fail here
     */
    void at(Moment moment) throws IOException;
}
