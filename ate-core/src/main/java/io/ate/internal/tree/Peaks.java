package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.List;

/**
 * All that must be kept of a tree to let it grow: the roots of the complete subtrees that it is made of, the largest
 * first, one for each bit that is set in its size. Immutable.
 *
 * <p>
 * Layout: {@code u64 size ‖ hash*}, with as many hashes as bits are set in the size.
 *
 * @param size the number of leaves
 * @param hashes the roots of the complete subtrees
 */
record Peaks(long size, List<Hash> hashes) {
    /** The peaks of the tree without leaves. */
    static final Peaks EMPTY = new Peaks(0, List.of());

    /** @throws IllegalArgumentException if a tree of this size has not so many peaks */
    Peaks {
        if (size < 0 || hashes.size() != Long.bitCount(size)) {
            throw new IllegalArgumentException(
                    "A tree of " + size + " leaves cannot have " + hashes.size() + " peaks");
        }
        hashes = List.copyOf(hashes);
    }

    /** Reads what {@link #write} writes. */
    static Peaks read(WireReader in) throws MalformedException {
        long size = in.u64();
        return new Peaks(size, HashPath.read(in, Long.bitCount(size)));
    }

    /** Writes the size and the hashes. */
    void write(WireWriter out) {
        out.u64(size);
        hashes.forEach(out::hash);
    }
}
