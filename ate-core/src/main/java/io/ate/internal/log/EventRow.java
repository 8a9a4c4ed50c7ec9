package io.ate.internal.log;

import io.ate.internal.event.Bounds;
import io.ate.internal.event.Event;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * The value of an event's row, or of that of a gap, which stands under the sequence of the first event that is gone.
 * Stateless.
 *
 * <p>
 * Layout of an event's: {@code u8 flags (1: begins a commit, 2: its payload stands in a row of its own, 4: its payload
 * is not here) ‖ [u32 length ‖ commit record] ‖ event, with its payload unless flag 2 or 4 ‖ u32 checksum}. The
 * payload's own row is {@code payload ‖ u32 checksum}. Layout of a gap's: {@code u8 8 ‖ gap ‖ u32 checksum}. In memory
 * there are no checksums, nor rows for payloads.
 */
final class EventRow {
    private static final int BEGINS_COMMIT = 1;
    private static final int PAYLOAD_APART = 2;
    private static final int PAYLOAD_SPARED = 4;
    private static final int GAP = 8;

    private EventRow() {}

    /** Tells whether the event's payload gets a row of its own. */
    static boolean isPayloadApart(Event event) {
        return event.hasPayload() && isLarge(event);
    }

    /** Tells whether the event's payload gets a row of its own, if it is here. */
    static boolean isLarge(Event event) {
        return event.seal().length() >= RedoLog.LARGE_PAYLOAD;
    }

    /**
     * The value of the event's row.
     *
     * @param record the encoded commit record if the event is its commit's first, else null
     */
    static byte[] encode(byte[] key, Event event, @Nullable Slice record) {
        boolean apart = isPayloadApart(event);
        int expected = 1 + (record == null ? 0 : 4 + record.length())
                + (apart ? event.lengthWithoutPayload() : event.presentLength()) + CheckedValue.CHECKSUM;
        WireWriter out = new WireWriter(expected);
        write(event, record, apart, out);
        return CheckedValue.of(key, out);
    }

    /** Writes the event's row without a checksum. */
    static void write(Event event, @Nullable Slice record, boolean apart, WireWriter out) {
        int without = !event.hasPayload() ? PAYLOAD_SPARED : apart ? PAYLOAD_APART : 0;
        out.u8((record == null ? 0 : BEGINS_COMMIT) | without);
        if (record != null) {
            out.slice32(record);
        }
        if (without == 0) {
            event.write(out);
        } else {
            event.writeWithoutPayload(out);
        }
    }

    /** The value of the gap's row. */
    static byte[] encode(byte[] key, LogItem.Gap gap) {
        WireWriter out = new WireWriter();
        write(gap, out);
        return CheckedValue.of(key, out);
    }

    /** Writes the gap's row without a checksum. */
    static void write(LogItem.Gap gap, WireWriter out) {
        gap.write(out.u8(GAP));
    }

    /** The value of the payload's own row. */
    static byte[] encodePayload(byte[] key, Slice payload) {
        return CheckedValue.of(key, new WireWriter(payload.length() + CheckedValue.CHECKSUM).raw(payload));
    }

    /** The item of that row; an event without its payload if that has a row of its own, or is not here. */
    static LogItem decode(long sequence, byte[] key, byte[] value) throws MalformedException {
        WireReader in = new WireReader(CheckedValue.content(key, value));
        LogItem item = read(sequence, in);
        in.end();
        return item;
    }

    /** Reads what {@code write} writes. */
    static LogItem read(long sequence, WireReader in) throws MalformedException {
        int flags = in.u8();
        if (flags == GAP) {
            return LogItem.Gap.read(sequence, in);
        }
        if (flags > (BEGINS_COMMIT | PAYLOAD_SPARED)) { // 6 and 7 would say that it is here, and is not
            throw new MalformedException("unknown flags " + flags + " in a row");
        }
        boolean bare = (flags & (PAYLOAD_APART | PAYLOAD_SPARED)) != 0;
        Slice record = (flags & BEGINS_COMMIT) != 0 ? in.slice32(Bounds.ENCODED_COMMIT) : null;
        Event event = bare ? Event.readWithoutPayload(in) : Event.read(in);
        return new StoredEvent(sequence, event, record, (flags & PAYLOAD_SPARED) != 0);
    }

    /** Tells of a row whether its event's payload stands in a row of its own. */
    static boolean isPayloadApart(byte[] value) {
        return (value[0] & PAYLOAD_APART) != 0;
    }

    /** The event with the payload of that row. */
    static StoredEvent withPayload(StoredEvent bare, byte[] key, byte @Nullable [] value) throws MalformedException {
        if (value == null) {
            throw new MalformedException("its payload is missing");
        }
        Slice payload = CheckedValue.content(key, value);
        if (payload.length() != bare.event().seal().length()) {
            throw new MalformedException("its payload has " + payload.length() + " bytes, not the "
                    + bare.event().seal().length() + " in its header");
        }
        return new StoredEvent(bare.sequence(), bare.event().withPayload(payload), bare.commitRecord(), false);
    }
}
