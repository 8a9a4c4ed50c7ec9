package io.ate.internal.protocol;

import io.ate.internal.event.GoneBirth;
import io.ate.internal.event.SignedHead;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.WriterRow;
import io.ate.internal.tree.Subtree;
import io.ate.internal.wire.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range of a chain, in sequence order: all that still exists there. Type 34: {@code u16 channel ‖ u64 from ‖
 * u64 to ‖ item*}, to the end of the message.
 *
 * @param from the last sequence before the range
 * @param to the last sequence of the range; it may lie inside a commit
 * @param items in order, so that their sequences follow from {@code from}
 */
public record Events(int channel, long from, long to, List<Item> items) implements ToClient {
    public Events {
        items = List.copyOf(items);
    }

    /**
     * One thing in a range. Layout: {@code u8 kind ‖ what that kind says}. Kind 8 (checkpoint) is reserved for later
     * versions and refused. Immutable.
     */
    public sealed interface Item
            permits RecordItem, EventItem, HeaderItem, Own, Damaged, HeadItem, Stripped, Gone, LastCommits {
        /** About how many bytes of the client's credit it takes. */
        default long weight() {
            return switch (this) {
                case RecordItem(Slice commitRecord) -> commitRecord.length();
                case EventItem(Slice event) -> event.length();
                case HeaderItem(Slice event) -> event.length();
                case Stripped(Slice event, long _) -> event.length();
                case Own _ -> OWN;
                case Gone gone -> gone.length();
                case LastCommits(List<LastCommits.Row> rows, boolean _) -> (long) rows.size() * LastCommits.LENGTH;
                case Damaged _,HeadItem _ -> 0;
            };
        }
    }

    private static final long OWN = 32;

    /**
     * Begins a commit; its events follow: {@code u8 1 ‖ u32 length ‖ commit record}. Takes no sequence.
     *
     * @param commitRecord encoded, as kept in the log
     */
    public record RecordItem(Slice commitRecord) implements Item {}

    /**
     * The event at the next sequence: {@code u8 2 ‖ u32 length ‖ event}.
     *
     * @param event whole, payload included, as its writer encoded it
     */
    public record EventItem(Slice event) implements Item {}

    /**
     * The event at the next sequence, of which the payload is longer than the client wants it to be: {@code u8 3 ‖
     * u32 length ‖ event without its payload}.
     *
     * @param event all but the payload, as its writer encoded it
     */
    public record HeaderItem(Slice event) implements Item {}

    /**
     * The whole commit that this client itself sent under {@code request} on this channel and connection: record and
     * all events, whose bytes it has: {@code u8 4 ‖ u32 request ‖ u64 first ‖ u64 time ‖ u64 previous}. Takes as many
     * sequences as the commit has events.
     *
     * @param first sequence of the commit's first event
     * @param time the server's clock in milliseconds since 1970 when it admitted the commit
     * @param previous first sequence of the writer's previous commit, or 0
     */
    public record Own(int request, long first, long time, long previous) implements Item {}

    /**
     * Events that the server has lost: {@code u8 6 ‖ u64 from ‖ u64 to ‖ u16 length ‖ text}. Takes their sequences.
     *
     * @param from the first lost sequence
     * @param to the last lost sequence
     * @param text what was found in their place, for people
     */
    public record Damaged(long from, long to, String text) implements Item {
        public Damaged {
            text = Text.cut(text);
        }
    }

    /**
     * The event at the next sequence, whose value compaction has removed since it was superseded: {@code u8 9 ‖
     * u32 length ‖ event without its payload ‖ u64 clean point}.
     *
     * @param event all but the payload, as its writer encoded it
     * @param cleanPoint up to where such values may be gone: what superseded this one is no later
     */
    public record Stripped(Slice event, long cleanPoint) implements Item {}

    /**
     * Events that compaction has removed:
     * {@code u8 5 ‖ u64 to ‖ subtrees ‖ before ‖ flag ‖ [u32 length ‖ commit record ‖
     * events] ‖ births ‖ u64 clean point}, each list of subtrees being {@code u16 count ‖ subtree*}. Takes their
     * sequences.
     *
     * @param to the last of them
     * @param subtrees the largest complete subtrees of the chain's tree over them, none over more than 256
     * @param before of the tree of the commit that began before them, those parts that are gone here
     * @param begun the commit that began among them and goes on behind them, or null if there is none
     * @param births of objects that live, of which nothing else is there; in order
     * @param cleanPoint up to where events may be gone: what superseded these is no later
     */
    public record Gone(long to, List<Subtree> subtrees, List<Subtree> before, LogItem.@Nullable Begun begun,
            List<GoneBirth> births, long cleanPoint) implements Item {

        /** So many subtrees of 256 leaves one such item has at most, and a few of less. */
        public static final int SUBTREES = 1024;
        static final int MOST = SUBTREES + 512;
        private static final int SUBTREE = 33;
        private static final int BIRTH = 40;

        public Gone {
            subtrees = List.copyOf(subtrees);
            before = List.copyOf(before);
            births = List.copyOf(births);
        }

        private long length() {
            int ofBegun = begun == null ? 0 : begun.record().length() + begun.events().size() * SUBTREE;
            return (long) (subtrees.size() + before.size()) * SUBTREE + (long) births.size() * BIRTH + ofBegun;
        }
    }

    /**
     * The last commits of the chain's writers as it is here, for who has not seen all of them: {@code u8 10 ‖ flag ‖
     * u32 count ‖ (writer ‖ u64 number ‖ u64 first ‖ u64 last ‖ statement hash)*}. Takes no sequence, and stands where
     * no more is gone from there on.
     *
     * @param areAll whether no more of them follow
     */
    public record LastCommits(List<Row> rows, boolean areAll) implements Item {
        static final int LENGTH = 88;
        /** So many one such item has at most. */
        public static final int MOST = 1 << 11;

        /** That of one writer. */
        public record Row(WriterId writer, WriterRow last) {}

        public LastCommits {
            rows = List.copyOf(rows);
        }
    }

    /** A tree head: {@code u8 7 ‖ head}. Takes no sequence. */
    public record HeadItem(SignedHead head) implements Item {}
}
