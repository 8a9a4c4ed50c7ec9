package io.ate.internal.event;

import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * The part of an event's header that fixes its payload: nonce, length and hash of the bytes as stored. Immutable.
 *
 * @param length of the stored payload in bytes; 0 where there is none
 * @param hash SHA-256 of the stored payload, or null where there is none
 * @param nonce the 24 bytes under which it was sealed, or null where it is in clear
 */
public record Seal(int length, @Nullable Hash hash, @Nullable Slice nonce) {

    /** The seal of an event without payload. */
    public static final Seal NOTHING = new Seal(0, null, null);

    /** How many bytes a nonce of XAES-256-GCM has. */
    public static final int NONCE = 24;

    private static final int EMPTY = 4;
    private static final int CLEAR = EMPTY + Hash.BYTES;
    private static final int SEALED = CLEAR + NONCE;

    public Slice encode() {
        WireWriter out = new WireWriter(SEALED).u32(length);
        if (hash != null) {
            out.hash(hash);
        }
        if (nonce != null) {
            out.raw(nonce);
        }
        return out.toSlice();
    }

    /** Reads the seal of a payload of that form, or of none. */
    static Seal decode(Slice bytes, @Nullable PayloadForm form) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int length = in.u32(Bounds.PAYLOAD);
        if ((length > 0) != (form != null)) {
            throw new MalformedException("a payload has a form and at least one byte");
        }
        Hash hash = form != null ? in.hash() : null;
        Slice nonce = form != null && form.isSealed() ? in.slice(NONCE) : null;
        in.end();
        return length == 0 ? NOTHING : new Seal(length, hash, nonce);
    }
}
