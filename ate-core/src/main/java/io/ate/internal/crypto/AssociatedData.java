package io.ate.internal.crypto;

import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;

/**
 * What a ciphertext is bound to without containing it, built by the rule of every input: a label, parts of fixed length
 * as they are, parts of variable length behind their length (u32, big-endian). Parts are not copied. Confined to one
 * thread while it is built; then unchanging.
 */
public final class AssociatedData {
    private final List<Slice> parts = new ArrayList<>(5);

    private AssociatedData() {}

    /** Nothing. */
    public static AssociatedData none() {
        return new AssociatedData();
    }

    /** Associated data that begins with {@code label}. */
    public static AssociatedData of(Label label) {
        return new AssociatedData().fixed(label.bytes());
    }

    /** These bytes and nothing else, where another standard or the caller has fixed them. */
    static AssociatedData ofBytes(byte[] bytes) {
        return new AssociatedData().fixed(bytes);
    }

    /** Adds a part whose length is the same in every use of this label. */
    public AssociatedData fixed(byte[] part) {
        return fixed(Slice.of(part));
    }

    /** Adds a part whose length is the same in every use of this label. */
    public AssociatedData fixed(Slice part) {
        parts.add(part);
        return this;
    }

    /** Adds a part of variable length: its length as u32, then the bytes. */
    public AssociatedData variable(byte[] part) {
        return variable(Slice.of(part));
    }

    /** Adds a part of variable length: its length as u32, then the bytes. */
    public AssociatedData variable(Slice part) {
        int length = part.length();
        byte[] prefix = {(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length};
        return fixed(prefix).fixed(part);
    }

    void feed(Cipher cipher) {
        for (Slice part : parts) {
            cipher.updateAAD(part.array(), part.offset(), part.length());
        }
    }
}
