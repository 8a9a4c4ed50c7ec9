package io.ate.internal.replica;

import io.ate.CommitId;
import io.ate.CommitRejectedException;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.Commit;
import io.ate.internal.event.Event;
import io.ate.internal.event.Statement;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * An own commit as it lies in the {@link OutboxLog}. Immutable.
 *
 * <p>
 * Layout:
 * {@code u8 1 ‖ u8 flags (1 signed, 2 refused) ‖ u64 turn ‖ u32 length ‖ commit, without signatures ‖ u32 length ‖
 * sealed}, and of a refused one {@code u16 reason ‖ text (u16 length) ‖ flag ‖ key of the object}.
 *
 * @param place in the order in which commits were handed over; what is drawn up anew keeps it
 * @param turn in the order in which they were drawn up, which is that of their writers' numbers: they are sent in it
 * @param commit without its signatures, which are made anew
 * @param signed whether it is sent with them
 * @param sealed what it takes to draw it up anew; of no meaning here
 * @param refusal why it was refused for good, or null while it waits
 */
public record KeptCommit(long place, long turn, Commit commit, boolean signed, Slice sealed,
        @Nullable Refusal refusal) {

    private static final int LAYOUT = 1;
    private static final int SIGNED = 1;
    private static final int REFUSED = 2;
    private static final int LONGEST_TEXT = 4096;
    /** Of a commit, or of what lies beside it: its values, and those that they were made from. */
    private static final int LONGEST = 3 * Bounds.ENCODED_COMMIT;

    /**
     * Why a commit was refused.
     *
     * @param object that it was refused for, or null
     */
    public record Refusal(Reason reason, String text, @Nullable PrimaryKey object) {
        static Refusal of(CommitRejectedException refusal) {
            String text = String.valueOf(refusal.getMessage());
            return new Refusal(refusal.reason(), text.substring(0, Math.min(text.length(), LONGEST_TEXT / 4)),
                    refusal.object().orElse(null));
        }

        /** The same as it was told. */
        public CommitRejectedException told() {
            return CommitRejectedException.of(reason, text, object);
        }
    }

    public CommitId id() {
        Statement statement = commit.statement();
        return statement.writer().commit(statement.number());
    }

    /** About how many bytes it takes. */
    long bytes() {
        long bytes = 512L + commit.statementBytes().length() + sealed.length();
        for (Event event : commit.events()) {
            bytes += 256L + event.encodedLength();
        }
        return bytes;
    }

    /** Tells whether it waits to be sent, or to be answered. */
    public boolean isWaiting() {
        return refusal == null;
    }

    KeptCommit refused(Refusal why) {
        return new KeptCommit(place, turn, commit, signed, sealed, why);
    }

    Slice encode() {
        Slice bytes = commit.encode();
        WireWriter out = new WireWriter(bytes.length() + sealed.length() + 64).u8(LAYOUT)
                .u8((signed ? SIGNED : 0) | (refusal == null ? 0 : REFUSED))
                .u64(turn)
                .slice32(bytes)
                .slice32(sealed);
        Refusal why = refusal;
        if (why != null) {
            out.u16(why.reason.code()).text16(why.text).flag(why.object != null);
            PrimaryKey object = why.object;
            if (object != null) {
                out.bits64(object.high()).bits64(object.low());
            }
        }
        return out.toSlice();
    }

    static KeptCommit decode(long place, Slice content) throws MalformedException {
        WireReader in = new WireReader(content);
        if (in.u8() != LAYOUT) {
            throw new MalformedException("a layout that this version does not know");
        }
        int flags = in.u8();
        long turn = in.u64();
        if (turn < place) {
            throw new MalformedException("a turn before that of what first had its place");
        }
        Commit commit = Commit.decode(in.slice32(LONGEST));
        Slice sealed = in.slice32(LONGEST);
        Refusal refusal = (flags & REFUSED) == 0 ? null
                : new Refusal(Reason.ofCode(in.u16()), in.text16(LONGEST_TEXT),
                        in.flag() ? new PrimaryKey(in.bits64(), in.bits64()) : null);
        in.end();
        return new KeptCommit(place, turn, commit, (flags & SIGNED) != 0, sealed, refusal);
    }
}
