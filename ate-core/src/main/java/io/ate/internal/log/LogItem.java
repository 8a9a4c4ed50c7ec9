package io.ate.internal.log;

import io.ate.StoreDamagedException;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.event.GoneBirth;
import io.ate.internal.tree.GoneLeaves;
import io.ate.internal.tree.Subtree;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a reader finds at a place of the log: an event, the gap that compaction left, or damage. */
public sealed interface LogItem {
    /** The first sequence that it is about. */
    default long first() {
        return switch (this) {
            case StoredEvent stored -> stored.sequence();
            case Gap gap -> gap.from();
            case Damaged damaged -> damaged.from();
        };
    }

    /** The last sequence that it is about. */
    default long last() {
        return switch (this) {
            case StoredEvent stored -> stored.sequence();
            case Gap gap -> gap.to();
            case Damaged damaged -> damaged.to();
        };
    }

    /**
     * The record of the commit that begins here, and goes on behind a gap; nothing if none does.
     *
     * @throws StoreDamagedException if it cannot be decoded, although its checksum fits
     */
    default Optional<CommitRecord> beginning() {
        return switch (this) {
            case StoredEvent stored ->
                    Optional.ofNullable(stored.commitRecord).map(record -> decoded(record, stored.sequence));
            case Gap gap -> Optional.ofNullable(gap.begun).map(Begun::decodedRecord);
            case Damaged _ -> Optional.empty();
        };
    }

    /**
     * The record of the commit that begins at that sequence, where this is; nothing if none does, or it is gone.
     *
     * @throws StoreDamagedException if it cannot be decoded, although its checksum fits
     */
    default Optional<CommitRecord> recordOf(long first) {
        return beginning().filter(record -> record.first() == first);
    }

    private static CommitRecord decoded(Slice record, long sequence) {
        try {
            return CommitRecord.decode(record);
        } catch (MalformedException e) {
            throw damaged(sequence, e);
        }
    }

    private static StoreDamagedException damaged(long sequence, MalformedException cause) {
        return new StoreDamagedException("the commit record at sequence " + sequence + " is damaged", cause);
    }

    /**
     * An event as it was appended. Immutable.
     *
     * @param event with its payload, or without where it is large and only headers were asked for
     * @param commitRecord the encoded {@link CommitRecord} if the event is its commit's first, else null
     * @param bare whether the log is without the event's payload, so that nothing brings that from here
     */
    record StoredEvent(long sequence, Event event, @Nullable Slice commitRecord, boolean bare) implements LogItem {
        /** The same as the log has it without the payload. */
        public StoredEvent stripped() {
            return new StoredEvent(sequence, event.withoutPayload(), commitRecord, true);
        }

        /**
         * When the commit that begins here was admitted, in milliseconds since 1970; nothing if none begins here.
         *
         * @throws StoreDamagedException if it cannot be decoded, although its checksum fits
         */
        public OptionalLong admitted() {
            if (commitRecord == null) {
                return OptionalLong.empty();
            }
            try {
                return OptionalLong.of(CommitRecord.time(commitRecord));
            } catch (MalformedException e) {
                throw damaged(sequence, e);
            }
        }
    }

    /**
     * Events that compaction has removed: what is left of them is what others are proven with. Immutable.
     *
     * <p>
     * A commit may begin before the gap, in it, end in it or behind it. Of one that is not gone as a whole the
     * signatures
     * are still to be verified, which are over the root of its events' own tree: so of that the subtrees are here, too,
     * whose leaves are gone. Where nobody has signed there are none.
     *
     * <p>
     * Layout: {@code u64 to ‖ leaves ‖ before ‖ u8 0 ‖ births}, or
     * {@code u64 to ‖ leaves ‖ before ‖ u8 1 ‖ u32 length ‖
     * record ‖ events ‖ births}, with lists of subtrees.
     *
     * @param from the first sequence that is gone; the last one is that of the last leaf
     * @param leaves of the chain's tree; a few before those of the gap may be told together with them, of events that
     * are
     * here and were not any more where the gap is from
     * @param before of the tree of the commit that began before the gap, those parts that are gone here
     * @param begun the commit that began in the gap and goes on behind it, or null if there is none
     * @param births of objects that live, of which nothing else is there; in order
     */
    record Gap(long from, GoneLeaves leaves, List<Subtree> before, @Nullable Begun begun, List<GoneBirth> births)
            implements
            LogItem {

        /** Two ends of eight subtrees each, which nothing makes longer. */
        private static final int MOST = 1024;
        /** So many births a gap has at most, so that none is longer than what is read at a time. */
        public static final int BIRTHS = 4096;

        public Gap {
            if (from < 1 || leaves.end() < from || leaves.start() >= from) {
                throw new IllegalArgumentException("there is no gap from sequence " + from + " with leaves from "
                        + leaves.start() + " to " + leaves.end());
            }
            before = List.copyOf(before);
            births = List.copyOf(births);
        }

        /** The last sequence that is gone. */
        public long to() {
            return leaves.end();
        }

        /** Writes all of it but where it begins. */
        void write(WireWriter out) {
            leaves.writeParts(out.u64(to()));
            Subtree.write(before, out);
            out.flag(begun != null);
            if (begun != null) {
                out.slice32(begun.record);
                Subtree.write(begun.events, out);
            }
            GoneBirth.write(births, out);
        }

        /** Reads what {@link #write} writes. */
        static Gap read(long from, WireReader in) throws MalformedException {
            GoneLeaves leaves = GoneLeaves.readParts(in.u64(), in);
            if (leaves.end() < from || leaves.start() >= from) {
                throw new MalformedException("a gap that begins at sequence " + from + " has leaves from "
                        + leaves.start() + " to " + leaves.end());
            }
            List<Subtree> before = Subtree.read(in, MOST);
            Begun begun = in.flag() ? new Begun(in.slice32(Bounds.ENCODED_COMMIT), Subtree.read(in, MOST)) : null;
            return new Gap(from, leaves, before, begun, GoneBirth.read(in, BIRTHS));
        }
    }

    /**
     * A commit whose first events are gone. Immutable.
     *
     * @param record the encoded {@link CommitRecord}
     * @param events of the tree of its events, those parts that are gone here
     */
    record Begun(Slice record, List<Subtree> events) {
        public Begun {
            events = List.copyOf(events);
        }

        /**
         * The record, decoded.
         *
         * @throws StoreDamagedException if it cannot be, although its checksum fits
         */
        public CommitRecord decodedRecord() {
            try {
                return CommitRecord.decode(record);
            } catch (MalformedException e) {
                throw new StoreDamagedException("the record of a commit that begins in a gap is damaged", e);
            }
        }
    }

    /**
     * Events that were durable and cannot be served any more. Immutable.
     *
     * @param from the first lost sequence
     * @param to the last lost sequence
     * @param what says what was found in their place, for people
     */
    record Damaged(long from, long to, String what) implements LogItem {}
}
