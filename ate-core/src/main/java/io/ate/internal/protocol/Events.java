package io.ate.internal.protocol;

import io.ate.internal.event.SignedHead;
import io.ate.internal.wire.Slice;
import java.util.List;

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
     * One thing in a range. Layout: {@code u8 kind ‖ what that kind says}. Kinds 5 (gap, as subtree roots) and
     * 8 (checkpoint) are reserved for later versions and refused. Immutable.
     */
    public sealed interface Item permits RecordItem, EventItem, HeaderItem, Own, Damaged, HeadItem, Stripped {}

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

    /** A tree head: {@code u8 7 ‖ head}. Takes no sequence. */
    public record HeadItem(SignedHead head) implements Item {}
}
