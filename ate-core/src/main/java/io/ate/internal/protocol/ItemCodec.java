package io.ate.internal.protocol;

import io.ate.internal.event.Bounds;
import io.ate.internal.event.GoneBirth;
import io.ate.internal.event.SignedHead;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.WriterRow;
import io.ate.internal.protocol.Events.Damaged;
import io.ate.internal.protocol.Events.EventItem;
import io.ate.internal.protocol.Events.Gone;
import io.ate.internal.protocol.Events.HeadItem;
import io.ate.internal.protocol.Events.HeaderItem;
import io.ate.internal.protocol.Events.Item;
import io.ate.internal.protocol.Events.LastCommits;
import io.ate.internal.protocol.Events.Own;
import io.ate.internal.protocol.Events.RecordItem;
import io.ate.internal.protocol.Events.Stripped;
import io.ate.internal.tree.Subtree;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

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
            case Gone gone -> write(gone, out.u8(5));
            case LastCommits commits -> write(commits, out.u8(10));
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
            case 5 -> readGone(in);
            case 10 -> readLastCommits(in);
            case 8 -> throw new MalformedException("items of kind " + kind + " are not known to this version");
            default -> throw new MalformedException("unknown kind of item " + kind);
        };
    }

    private static void write(Gone gone, WireWriter out) {
        Subtree.write(gone.subtrees(), out.u64(gone.to()));
        Subtree.write(gone.before(), out);
        LogItem.Begun begun = gone.begun();
        out.flag(begun != null);
        if (begun != null) {
            Subtree.write(begun.events(), out.slice32(begun.record()));
        }
        GoneBirth.write(gone.births(), out);
        out.u64(gone.cleanPoint());
    }

    private static Gone readGone(WireReader in) throws MalformedException {
        long to = Fields.positive(in);
        List<Subtree> subtrees = Subtree.read(in, Gone.MOST);
        List<Subtree> before = Subtree.read(in, Gone.MOST);
        LogItem.Begun begun = in.flag() ? new LogItem.Begun(in.slice32(Bounds.COMMIT), Subtree.read(in, Gone.MOST))
                : null;
        return new Gone(to, subtrees, before, begun, GoneBirth.read(in, LogItem.Gap.BIRTHS), Fields.positive(in));
    }

    private static void write(LastCommits commits, WireWriter out) {
        out.flag(commits.areAll()).u32(commits.rows().size());
        commits.rows().forEach(each -> {
            each.writer().write(out);
            WriterRow last = each.last();
            out.u64(last.number()).u64(last.first()).u64(last.last()).hash(last.statementHash());
        });
    }

    private static LastCommits readLastCommits(WireReader in) throws MalformedException {
        boolean areAll = in.flag();
        int count = in.u32(LastCommits.MOST);
        List<LastCommits.Row> rows = new ArrayList<>(Math.min(count, in.remaining() / LastCommits.LENGTH + 1));
        for (int i = 0; i < count; i++) {
            WriterId writer = WriterId.read(in);
            WriterRow last = new WriterRow(in.u64(), in.u64(), in.u64(), in.hash());
            if (last.number() < 1 || last.first() < 1 || last.last() < last.first()) {
                throw new MalformedException("a writer's last commit has a number and sequences");
            }
            rows.add(new LastCommits.Row(writer, last));
        }
        return new LastCommits(rows, areAll);
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
