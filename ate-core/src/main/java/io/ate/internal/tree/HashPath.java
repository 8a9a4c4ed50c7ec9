package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** The hashes of a proof: how many there can be, and their layout {@code u8 count ‖ hash*}. */
final class HashPath {
    /** No proof about a tree of fewer than 2⁶³ leaves needs more. */
    static final int LONGEST = 64;

    private HashPath() {}

    /**
     * An unchangeable copy of hashes that can be a proof.
     *
     * @throws IllegalArgumentException if they are too many
     */
    static List<Hash> bounded(List<Hash> hashes) {
        if (hashes.size() > LONGEST) {
            throw new IllegalArgumentException(
                    "A proof has at most " + LONGEST + " hashes, this one has " + hashes.size());
        }
        return List.copyOf(hashes);
    }

    static void write(WireWriter out, List<Hash> hashes) {
        out.u8(hashes.size());
        hashes.forEach(out::hash);
    }

    static List<Hash> read(WireReader in) throws MalformedException {
        int count = in.u8();
        if (count > LONGEST) {
            throw new MalformedException("a proof of " + count + " hashes exceeds " + LONGEST);
        }
        return read(in, count);
    }

    /** Reads the hashes of a layout whose count stands elsewhere. */
    static List<Hash> read(WireReader in, int count) throws MalformedException {
        List<Hash> hashes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            hashes.add(in.hash());
        }
        return hashes;
    }
}
