package io.ate.internal.protocol;

import io.ate.internal.event.Bounds;
import io.ate.internal.event.SignedHead;
import io.ate.internal.protocol.Events.Damaged;
import io.ate.internal.protocol.Events.EventItem;
import io.ate.internal.protocol.Events.HeadItem;
import io.ate.internal.protocol.Events.HeaderItem;
import io.ate.internal.protocol.Events.Item;
import io.ate.internal.protocol.Events.Own;
import io.ate.internal.protocol.Events.RecordItem;
import io.ate.internal.protocol.Events.Stripped;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/** The layouts of what a range of a chain holds; each is told at its kind. Stateless. */
final class ItemCodec {
    /** What stands around header and ring of an event. */
    private static final int ROOM = 16;
    private static final int HEADER = Bounds.HEADER + Bounds.RING + ROOM;

    private ItemCodec() {}

    static void write(WireWriter out, Item item) {
        switch (item) {
            case RecordItem(Slice commitRecord) -> out.u8(1).slice32(commitRecord);
            case EventItem(Slice event) -> out.u8(2).slice32(event);
            case HeaderItem(Slice event) -> out.u8(3).slice32(event);
            case Own(int request, long first, long time, long previous) ->
                    out.u8(4).u32(request).u64(first).u64(time).u64(previous);
            case Damaged(long from, long to, String text) -> out.u8(6).u64(from).u64(to).text16(text);
            case HeadItem(SignedHead head) -> head.write(out.u8(7));
            case Stripped(Slice event, long cleanPoint) -> out.u8(9).slice32(event).u64(cleanPoint);
        }
    }

    static Item read(WireReader in) throws MalformedException {
        int kind = in.u8();
        return switch (kind) {
            case 1 -> new RecordItem(in.slice32(Bounds.COMMIT));
            case 2 -> new EventItem(in.slice32(Bounds.ENCODED_COMMIT));
            case 3 -> new HeaderItem(in.slice32(HEADER));
            case 4 -> readOwn(in);
            case 6 -> readDamaged(in);
            case 7 -> new HeadItem(SignedHead.read(in));
            case 9 -> new Stripped(in.slice32(HEADER), Fields.positive(in));
            case 5, 8 -> throw new MalformedException("items of kind " + kind + " are not known to this version");
            default -> throw new MalformedException("unknown kind of item " + kind);
        };
    }

    private static Own readOwn(WireReader in) throws MalformedException {
        Own own = new Own(Fields.request(in), in.u64(), in.u64(), in.u64());
        if (own.first() < 1 || own.previous() >= own.first()) {
            throw new MalformedException("a commit's sequences rise from 1");
        }
        return own;
    }

    private static Damaged readDamaged(WireReader in) throws MalformedException {
        Damaged damaged = new Damaged(in.u64(), in.u64(), in.text16(Message.TEXT));
        if (damaged.from() < 1 || damaged.to() < damaged.from()) {
            throw new MalformedException("a damaged range has a sequence");
        }
        return damaged;
    }
}
