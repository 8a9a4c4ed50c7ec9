package io.ate.internal.event;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a {@code KEY} event: a public key bundle, and who may retire it. Immutable.
 *
 * <p>
 * Layout: {@code u8 state (1 active, 2 retired) ‖ u8 flag [‖ controller 16] ‖ u8 flag [‖ successor 16] ‖ u16 length ‖
 * bundle}.
 *
 * @param controller the key that may retire this one beside the chain's owners, or null
 * @param successor the key that takes its place everywhere rules name it, or null; only of a retired key
 */
public record PublishedKey(boolean retired, @Nullable KeyId controller, @Nullable KeyId successor, Slice bundle) {

    /** The object under which a key is published: its id with 01 for the first two bits. */
    public static PrimaryKey objectOf(KeyId id) {
        return new PrimaryKey((id.high() & (-1L >>> 2)) | (1L << 62), id.low());
    }

    /** Tells whether that is an object under which a key is published, or would be. */
    public static boolean isObject(PrimaryKey key) {
        return key.high() >>> 62 == 1;
    }

    public Slice encode() {
        WireWriter out = new WireWriter(64 + bundle.length()).u8(retired ? 2 : 1);
        writeOptional(out, controller);
        writeOptional(out, successor);
        return out.slice16(bundle).toSlice();
    }

    /** Reads what {@link #encode()} writes, and refuses everything else. */
    public static PublishedKey decode(Slice bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        boolean retired = switch (in.u8()) {
            case 1 -> false;
            case 2 -> true;
            default -> throw new MalformedException("unknown state of a key");
        };
        KeyId controller = readOptional(in);
        KeyId successor = readOptional(in);
        Slice bundle = in.slice16();
        in.end();
        if (bundle.length() > Bounds.BUNDLE) {
            throw new MalformedException("a public key exceeds " + Bounds.BUNDLE + " bytes");
        }
        if (successor != null && !retired) {
            throw new MalformedException("only a retired key has a successor");
        }
        return new PublishedKey(retired, controller, successor, bundle);
    }

    private static void writeOptional(WireWriter out, @Nullable KeyId id) {
        out.flag(id != null);
        if (id != null) {
            KeyIds.write(out, id);
        }
    }

    private static @Nullable KeyId readOptional(WireReader in) throws MalformedException {
        return in.flag() ? KeyIds.read(in) : null;
    }
}
