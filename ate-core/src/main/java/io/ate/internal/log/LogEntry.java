package io.ate.internal.log;

import io.ate.ChainName;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.WriterId;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.util.List;

/** One change of the log. */
public sealed interface LogEntry {
    /** What a row takes beside its content: key, checksum and the framing of the write-ahead log. */
    int ROW = 64;

    /** The chain's number. */
    long chain();

    /** About how many bytes the entry takes in the log. */
    default long size() {
        return switch (this) {
            case Create create -> ROW + create.genesis.recordBytes().length() + create.genesis.signature().length();
            case Append append -> append.rows();
            case Nodes _ -> ROW + Hash.BYTES;
            case Note note -> ROW + note.content.length();
            case Keep keep -> ROW + keep.content.length();
            case Unkeep _ -> ROW;
            case Strip strip -> strip.rows();
            case Cut cut -> cut.rows();
            case Next next -> next.rows();
            case LastCommit _ -> 2L * ROW;
            case Drop _ -> 4 * ROW;
        };
    }

    /** A new chain under a {@linkplain RedoLog#nextChainNumber() new number}. */
    record Create(long chain, ChainName name, SignedGenesis genesis) implements LogEntry {}

    /**
     * A commit at the chain's end; also makes it its writer's last one.
     *
     * @param events all of the commit, each with its payload unless the log is to do without that; the first has the
     * sequence {@code record.first()}
     * @param statementHash the {@linkplain io.ate.internal.event.Statement#hash hash} of the commit's statement
     */
    record Append(long chain, CommitRecord record, List<Event> events, Hash statementHash) implements LogEntry {
        public Append {
            events = List.copyOf(events);
        }

        private long rows() {
            long size = 2L * ROW + record.statementBytes().length();
            for (Event event : events) {
                size += ROW + event.presentLength();
            }
            return size;
        }
    }

    /** A node of the chain's tree, for {@link RedoLog#tree}. */
    record Nodes(long chain, int level, long index, Hash hash) implements LogEntry {}

    /** A small fact about the chain, kept until the next one of that name. */
    record Note(long chain, String name, Slice content) implements LogEntry {}

    /**
     * What is kept for the chain until an {@link Unkeep}, or until the next one of that place; for
     * {@link RedoLog#kept}.
     *
     * @param place from 1 on, below {@link Long#MAX_VALUE}
     */
    record Keep(long chain, long place, Slice content) implements LogEntry {}

    /** Removes what is kept at that place; nothing happens if there is nothing. */
    record Unkeep(long chain, long place) implements LogEntry {}

    /**
     * Takes the payload from an event that is there; the event stays, and so does all that is proven by it. Nothing
     * happens if the payload is gone already.
     *
     * @param bare the event as it stays, and the record that stands beside it
     */
    record Strip(long chain, LogItem.StoredEvent bare) implements LogEntry {
        private long rows() {
            Slice record = bare.commitRecord();
            return 2L * ROW + (record == null ? 0 : record.length()) + bare.event().lengthWithoutPayload();
        }
    }

    /**
     * Removes events that are there, with all that stands beside them, and leaves the gap. What there is of gaps in
     * that
     * range already it holds whole; the chain's last event stays.
     */
    record Cut(long chain, LogItem.Gap gap) implements LogEntry {
        private long rows() {
            WireWriter gapRow = new WireWriter();
            gap.write(gapRow);
            return 3L * ROW + gapRow.length();
        }
    }

    /**
     * What follows at the chain's end, where compaction had been before the chain came here: an event of a commit that
     * is
     * not whole any more, with the commit's record if that begins there, or a gap. Says nothing of the commit's writer.
     */
    record Next(long chain, LogItem item) implements LogEntry {
        /** @throws IllegalArgumentException if it is damage */
        public Next {
            if (item instanceof LogItem.Damaged) {
                throw new IllegalArgumentException("damage is not to be written");
            }
        }

        private long rows() {
            return switch (item) {
                case LogItem.StoredEvent(long _, Event event, Slice record, boolean _) ->
                        2L * ROW + (record == null ? 0 : record.length()) + event.presentLength();
                case LogItem.Gap gap -> new Cut(chain, gap).rows();
                case LogItem.Damaged _ -> 0;
            };
        }
    }

    /**
     * Which commit is its writer's last one, where that has come in part or not at all; for {@link RedoLog#writer}. Its
     * end
     * may be still to come.
     */
    record LastCommit(long chain, WriterId writer, WriterRow row) implements LogEntry {}

    /** Removes the chain and everything that belongs to it; its name is free again, its number is not. */
    record Drop(long chain) implements LogEntry {}
}
