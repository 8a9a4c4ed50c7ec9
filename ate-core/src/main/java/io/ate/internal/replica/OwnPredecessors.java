package io.ate.internal.replica;

import io.ate.internal.event.WriterId;
import io.ate.internal.trust.Predecessors;

/**
 * What became of a replica's own commits, as far as it is known here. What has left the overlay is decided: it was
 * refused if that was noted, or may have been, else admitted, and at which sequence is for whoever admits to say. Used
 * under the overlay's lock.
 */
record OwnPredecessors(Overlay overlay) implements Predecessors {
    @Override
    public boolean isRefused(WriterId writer, long number) {
        PendingCommit commit = overlay.own(writer, number);
        return commit == null ? overlay.wasRefused(writer, number) : commit.refusedAt() != 0;
    }

    @Override
    public boolean left(WriterId writer, long number, long version) {
        PendingCommit commit = overlay.own(writer, number);
        if (version < 0) {
            return commit != null && commit.hasTicket(-version);
        }
        long confirmed = commit == null ? 0 : commit.confirmedAt();
        return commit == null || (confirmed != 0 && version >= confirmed && version < confirmed + commit.count());
    }

    @Override
    public long sequence(long version) {
        PendingCommit commit = version < 0 ? overlay.commit(version) : null;
        long confirmed = commit == null ? 0 : commit.confirmedAt();
        return commit == null || confirmed == 0 ? version : confirmed + (-version - commit.firstTicket());
    }
}
