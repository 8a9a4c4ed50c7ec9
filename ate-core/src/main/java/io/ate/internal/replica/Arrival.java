package io.ate.internal.replica;

import io.ate.internal.event.SignedHead;

/** What a server streams, put together: one after the other in the chain's order. */
sealed interface Arrival {
    /** The next commit, whole. */
    record OfCommit(StreamedCommit commit) implements Arrival {}

    /** Values up to there may be gone that were superseded up to there. */
    record OfCleanPoint(long sequence) implements Arrival {}

    /** A head over everything before it. */
    record OfHead(SignedHead head) implements Arrival {}

    /** The server says that this is all there is; it said so at that sequence. */
    record OfLive(long sequence) implements Arrival {}
}
