package io.ate.internal.replica;

import io.ate.CorruptionException;
import io.ate.StoreDamagedException;
import io.ate.UntrustedServerException;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.Commit;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.GoneBirth;
import io.ate.internal.event.SignedHead;
import io.ate.internal.log.LogItem;
import io.ate.internal.protocol.Events;
import io.ate.internal.tree.GoneLeaves;
import io.ate.internal.tree.Subtree;
import io.ate.internal.trust.CheckedCommit;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts commits together from the ranges that a server streams, which may end inside of one, and demands that nothing
 * is left out, doubled or out of order. Confined to the replica's owner; made anew for each connection.
 */
final class StreamAssembler {
    /** What an own commit counts for on its way back. */
    private static final long OWN = 32;

    private final OwnCommits own;
    private final int payloadLimit;
    private final long known;
    private long position;
    private @Nullable CommitRecord open;
    /** The sequence of the first of the open commit's events that are here in a row. */
    private long openFirst;
    private List<StreamedEvent> openEvents = new ArrayList<>();
    private long openBytes;
    private long openEventBytes;
    private long allowAtOnce;
    private long received;
    private long cleanPoint;

    /** Where own commits are found by the request under which they were sent. */
    @FunctionalInterface
    interface OwnCommits {
        /** The commit, or null if none was sent under that request on this connection. */
        @Nullable
        PendingCommit sentAs(int request);
    }

    /**
     * @param position the sequence after which the stream begins
     * @param known up to where this replica knows the chain: what is before is told once more
     * @param open the commit in the midst of which it ends there, or null if it does not
     * @param payloadLimit payloads of more bytes than that are to be left out, and no others
     */
    StreamAssembler(long position, long known, @Nullable CommitRecord open, int payloadLimit, OwnCommits own) {
        this.position = position;
        this.known = known;
        this.open = open;
        this.openFirst = known + 1;
        this.payloadLimit = payloadLimit;
        this.own = own;
    }

    /** What is complete with this range. */
    List<Arrival> add(Events range) {
        if (range.from() != position) {
            throw new UntrustedServerException(
                    "the server goes on after sequence " + range.from() + " where " + position
                            + " was the last one");
        }
        List<Arrival> arrivals = new ArrayList<>(range.items().size());
        for (Events.Item item : range.items()) {
            switch (item) {
                case Events.RecordItem(Slice bytes) -> begin(bytes);
                case Events.EventItem(Slice bytes) ->
                        event(new StreamedEvent(bytes, StreamedEvent.Payload.HERE), arrivals);
                case Events.HeaderItem(Slice bytes) ->
                        event(new StreamedEvent(bytes, StreamedEvent.Payload.SPARED), arrivals);
                case Events.Stripped(Slice bytes, long cleanPoint) -> stripped(bytes, cleanPoint, arrivals);
                case Events.Own returned -> own(returned, arrivals);
                case Events.HeadItem(var head) -> head(head, arrivals);
                case Events.Gone gone -> gone(gone, arrivals);
                case Events.LastCommits commits -> lastCommits(commits, arrivals);
                case Events.Damaged(long from, long to, String text) -> throw new CorruptionException(
                        "the server has lost sequences " + from + " to " + to + " of the chain: " + text
                                + "; its operator has to restore them");
            }
        }
        if (range.to() != position) {
            throw new UntrustedServerException("the server says that a range ends at sequence " + range.to()
                    + ", but its events end at " + position);
        }
        allowAtOnce += openBytes;
        openBytes = 0;
        return arrivals;
    }

    /** Demands that nothing is incomplete where the server says that this is all. */
    void demandWhole(long sequence) {
        if (open != null || sequence != position || position < known) {
            throw new UntrustedServerException("the server says that sequence " + sequence
                    + " is the last one, but has sent the chain up to " + position);
        }
    }

    /**
     * How many bytes came since this was asked last that belong to a commit which is not complete, so that the rest
     * of it may come.
     */
    long allowAtOnce() {
        long bytes = allowAtOnce;
        allowAtOnce = 0;
        return bytes;
    }

    /** How many bytes have come that the server needs credit for. */
    long received() {
        return received;
    }

    private void begin(Slice bytes) {
        demandNoneOpen();
        try {
            CommitRecord record = CommitRecord.decode(bytes);
            if (record.first() != position + 1) {
                throw new UntrustedServerException("the server says that a commit begins at sequence " + record.first()
                        + " where " + (position + 1) + " is the next one");
            }
            received += bytes.length();
            if (position < known) {
                allowAtOnce += bytes.length();
                return; // the one in the midst of which the known part ends is known, too
            }
            open = record;
            openFirst = record.first();
            openEvents = new ArrayList<>(Math.min(record.statement().count(), 256));
            openBytes = bytes.length();
            openEventBytes = 0;
        } catch (MalformedException e) {
            throw new UntrustedServerException("the server's record of the commit at sequence " + (position + 1)
                    + " is malformed: " + e.getMessage());
        }
    }

    private void event(StreamedEvent event, List<Arrival> arrivals) {
        Slice bytes = event.bytes();
        CommitRecord record = open;
        if (position < known) {
            position++;
            received += bytes.length();
            allowAtOnce += bytes.length();
            arrivals.add(new Arrival.OfKnown(position, event));
            return;
        }
        if (record == null) {
            throw new UntrustedServerException("the server sends event " + (position + 1) + " without its commit");
        }
        openEventBytes += bytes.length();
        if (record.statement().count() > 1 && openEventBytes > Bounds.COMMIT) {
            throw new UntrustedServerException(
                    "the server sends a commit that is longer than any may be, from sequence "
                            + record.first() + " on");
        }
        position++;
        openEvents.add(event);
        openBytes += bytes.length();
        received += bytes.length();
        if (position == record.last()) {
            endRow(record, arrivals);
            open = null;
        }
    }

    /** What is open is handed on as far as it is here. */
    private void endRow(CommitRecord record, List<Arrival> arrivals) {
        StreamedCommit row = new StreamedCommit(record, openFirst, openEvents, payloadLimit, openBytes);
        if (!row.isWhole() && !record.signatures().isEmpty()) {
            throw new UntrustedServerException(
                    "the server leaves out events of the signed commit at sequence " + record.first());
        }
        arrivals.add(new Arrival.OfCommit(row));
        openEvents = new ArrayList<>();
        openBytes = 0;
    }

    private void stripped(Slice bytes, long to, List<Arrival> arrivals) {
        if (to <= position + 1) {
            throw new UntrustedServerException("the server says that the value at sequence " + (position + 1)
                    + " is gone since it was superseded, and that this has happened up to sequence " + to);
        }
        cleanPoint(to, arrivals);
        event(new StreamedEvent(bytes, StreamedEvent.Payload.COMPACTED), arrivals);
    }

    private void cleanPoint(long to, List<Arrival> arrivals) {
        if (to > cleanPoint) {
            cleanPoint = to;
            arrivals.add(new Arrival.OfCleanPoint(to));
        }
    }

    private void gone(Events.Gone gone, List<Arrival> arrivals) {
        long first = position + 1;
        demandFits(gone, first);
        cleanPoint(gone.cleanPoint(), arrivals);
        CommitRecord before = open;
        if (before != null && !openEvents.isEmpty()) {
            endRow(before, arrivals);
        }
        received += gone.weight();
        position = gone.to();
        arrivals.add(new Arrival.OfGap(gap(gone, first), gone.subtrees(), gone.weight()));
        if (position >= known) {
            LogItem.Begun begun = gone.begun();
            open = begun != null ? begun.decodedRecord() : before != null && before.last() > position ? before : null;
            openFirst = position + 1;
            openEventBytes = 0;
        }
    }

    private static void demandFits(Events.Gone gone, long first) {
        long at = first - 1;
        boolean fits = gone.cleanPoint() > gone.to();
        for (Subtree each : gone.subtrees()) {
            fits &= (at & (each.leaves() - 1)) == 0 && each.level() <= Subtree.BLOCK;
            at += each.leaves();
        }
        long last = first - 1;
        for (GoneBirth each : gone.births()) {
            fits &= each.sequence() > last;
            last = each.sequence();
        }
        fits &= at == gone.to() && last <= gone.to() && gone.to() >= first;
        if (!fits || !fits(gone.begun(), first, gone.to())) {
            throw new UntrustedServerException("the server says that events from sequence " + first + " to " + gone.to()
                    + " are gone, and what it says of them makes no sense");
        }
    }

    private static boolean fits(LogItem.@Nullable Begun begun, long first, long to) {
        try {
            CommitRecord record = begun == null ? null : begun.decodedRecord();
            return record == null || (record.first() >= first && record.first() <= to && record.last() > to);
        } catch (StoreDamagedException _) { // it is not in the log yet, and comes from somebody else's
            return false;
        }
    }

    /** The gap as it is to be in the log, behind what is known; null if all of it is. */
    private LogItem.@Nullable Gap gap(Events.Gone gone, long first) {
        if (gone.to() <= known) {
            return null;
        }
        long from = Math.max(first, known + 1);
        List<Subtree> subtrees = gone.subtrees();
        long start = first - 1;
        while (start + subtrees.getFirst().leaves() < from) { // those over what is known are not needed
            start += subtrees.getFirst().leaves();
            subtrees = subtrees.subList(1, subtrees.size());
        }
        return new LogItem.Gap(from, GoneLeaves.of(start, subtrees), gone.before(), gone.begun(),
                gone.births().stream().filter(each -> each.sequence() >= from).toList());
    }

    private void lastCommits(Events.LastCommits commits, List<Arrival> arrivals) {
        demandNoneOpen();
        received += commits.weight();
        arrivals.add(new Arrival.OfLastCommits(commits));
    }

    private void own(Events.Own returned, List<Arrival> arrivals) {
        demandNoneOpen();
        PendingCommit commit = own.sentAs(returned.request());
        if (commit == null || returned.first() != position + 1) {
            throw new UntrustedServerException("the server says that sequence " + returned.first()
                    + " is a commit of this client's, which it is not");
        }
        CheckedCommit checked = commit.checked();
        Commit sent = checked.commit();
        CommitRecord record = CommitRecord.of(sent, returned.first(), returned.time(), returned.previous());
        position = record.last();
        received += OWN;
        arrivals.add(new Arrival.OfCommit(new StreamedCommit(record, checked, OWN)));
    }

    private void head(SignedHead head, List<Arrival> arrivals) {
        demandNoneOpen();
        if (head.root().size() != position) {
            throw new UntrustedServerException("the server puts a tree head of size " + head.root().size()
                    + " after sequence " + position);
        }
        arrivals.add(new Arrival.OfHead(head));
    }

    private void demandNoneOpen() {
        if (open != null && position >= known) {
            throw new UntrustedServerException("the server leaves the commit unfinished that began at sequence "
                    + open.first());
        }
    }
}
