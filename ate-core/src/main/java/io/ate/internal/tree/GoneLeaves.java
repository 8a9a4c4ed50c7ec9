package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leaves of events that compaction removed, and what is kept of them beside the stored nodes: the roots of the largest
 * complete subtrees that lie in the range, and end where something has to stay provable. Immutable.
 *
 * <p>
 * Layout of what is kept: {@code u16 count ‖ (u8 level ‖ [hash, below level 8])*}.
 *
 * @param start the first of them
 * @param end the first one behind them
 * @param parts in order, from left to right, so that they cover all
 */
public record GoneLeaves(long start, long end, List<Part> parts) {

    /** Two ends of eight subtrees each, and sixteen at each of a thousand places in between. */
    private static final int MOST = 1 << 14;

    /**
     * A complete subtree.
     *
     * @param root null where its node is stored
     */
    public record Part(int level, @Nullable Hash root) {
        private long leaves() {
            return 1L << level;
        }
    }

    public GoneLeaves {
        parts = List.copyOf(parts);
    }

    /** What is left of leaves that these subtrees cover, those over 256 of which are stored as nodes. */
    public static GoneLeaves of(long start, List<Subtree> subtrees) {
        long end = start;
        List<Part> parts = new ArrayList<>(subtrees.size());
        for (Subtree each : subtrees) {
            parts.add(new Part(each.level(), each.level() < StoredLevels.LOWEST ? each.root() : null));
            end += each.leaves();
        }
        return new GoneLeaves(start, end, parts);
    }

    /**
     * Shows what lies in a part of the range, which is less than a block of 256 and in one.
     *
     * @throws LeavesGoneException if that part does not consist of whole subtrees
     */
    public void show(long from, long to, LeafVisitor visitor) {
        long at = start;
        for (Part part : parts) {
            long behind = at + part.leaves();
            Hash root = part.root;
            if (root != null && at >= from && behind <= to) {
                visitor.subtree(part.level, root);
            } else if (at < to && behind > from) {
                long block = from >>> StoredLevels.LOWEST << StoredLevels.LOWEST;
                long first = Math.max(at, block);
                long last = Math.min(behind, block + (1L << StoredLevels.LOWEST)) - 1;
                throw new LeavesGoneException(first, last + 1, "the leaves " + from + " to " + (to - 1)
                        + " of the tree cannot be told from others any more: compaction left one root for " + first
                        + " to " + last);
            }
            at = behind;
        }
    }

    /** Writes what is kept of them. */
    public void writeParts(WireWriter out) {
        out.u16(parts.size());
        for (Part part : parts) {
            out.u8(part.level);
            Hash root = part.root;
            if (root != null) {
                out.hash(root);
            }
        }
    }

    /** Reads what {@link #writeParts} writes of leaves that end so. */
    public static GoneLeaves readParts(long end, WireReader in) throws MalformedException {
        int count = in.u16();
        if (count > MOST) {
            throw new MalformedException(count + " subtrees in a gap exceed " + MOST);
        }
        List<Part> parts = new ArrayList<>(count);
        long start = end;
        for (int i = 0; i < count; i++) {
            int level = Subtree.level(in);
            parts.add(new Part(level, level < StoredLevels.LOWEST ? in.hash() : null));
            start -= 1L << level;
        }
        if (start < 0) {
            throw new MalformedException("a gap has more leaves than the tree");
        }
        return new GoneLeaves(start, end, parts);
    }
}
