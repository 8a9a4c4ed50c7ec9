package io.ate.internal.replica;

import io.ate.internal.event.SignedHead;
import io.ate.internal.log.LogItem;
import io.ate.internal.protocol.Events;
import io.ate.internal.tree.Subtree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a server streams, put together: one after the other in the chain's order. */
sealed interface Arrival {
    /** How many bytes more may come once it has been applied. */
    default long bytes() {
        return switch (this) {
            case OfCommit(StreamedCommit commit) -> commit.bytes();
            case OfGap(var _, var _, long bytes) -> bytes;
            case OfLastCommits(Events.LastCommits commits) -> commits.weight();
            case OfKnown _,OfCleanPoint _,OfHead _,OfLive _ -> 0;
        };
    }

    /** The next commit, or what compaction has left of it in a row. */
    record OfCommit(StreamedCommit commit) implements Arrival {}

    /**
     * Events that compaction has removed.
     *
     * @param gap in the log, if they are not known here by themselves
     * @param subtrees over them, or over all of what the server told at once
     * @param bytes of it that are to be allowed anew once it was applied
     */
    record OfGap(LogItem.@Nullable Gap gap, List<Subtree> subtrees, long bytes) implements Arrival {}

    /** An event that this replica knows, told once more. */
    record OfKnown(long sequence, StreamedEvent event) implements Arrival {}

    /** Last commits of writers, where nothing more is missing. */
    record OfLastCommits(Events.LastCommits commits) implements Arrival {}

    /** Values up to there may be gone that were superseded up to there. */
    record OfCleanPoint(long sequence) implements Arrival {}

    /** A head over everything before it. */
    record OfHead(SignedHead head) implements Arrival {}

    /** The server says that this is all there is; it said so at that sequence. */
    record OfLive(long sequence) implements Arrival {}
}
