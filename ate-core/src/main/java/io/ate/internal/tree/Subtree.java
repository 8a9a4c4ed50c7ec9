package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The root of a complete subtree, in the place of the leaves below it. Immutable.
 *
 * <p>
 * Layout: {@code u8 level ‖ hash}.
 *
 * @param level the subtree has {@code 1 << level} leaves, and begins at a multiple of that
 */
public record Subtree(int level, Hash root) {
    /** That of what is stored in the lowest nodes. */
    public static final int BLOCK = StoredLevels.LOWEST;
    /** A tree has fewer than 2⁶³ leaves. */
    private static final int HIGHEST = 62;

    /** @throws IllegalArgumentException if no tree has subtrees of that level */
    public Subtree {
        if (level < 0 || level > HIGHEST) {
            throw new IllegalArgumentException("A tree has no subtrees of level " + level);
        }
    }

    /** The number of leaves below it. */
    public long leaves() {
        return 1L << level;
    }

    /** The level of the largest complete subtree that begins at that leaf and ends before {@code end}, or there. */
    static int levelAt(long leaf, long end) {
        int fitting = Long.SIZE - 1 - Long.numberOfLeadingZeros(end - leaf);
        return Math.min(fitting, Long.numberOfTrailingZeros(leaf));
    }

    /** Writes a list of them: {@code u16 count ‖ subtree*}. */
    public static void write(List<Subtree> subtrees, WireWriter out) {
        out.u16(subtrees.size());
        subtrees.forEach(each -> each.write(out));
    }

    /**
     * Reads such a list.
     *
     * @param most there may be
     */
    public static List<Subtree> read(WireReader in, int most) throws MalformedException {
        int count = in.u16();
        if (count > most) {
            throw new MalformedException(count + " subtrees exceed " + most);
        }
        List<Subtree> subtrees = new ArrayList<>(Math.min(count, in.remaining() / (1 + Hash.BYTES) + 1));
        for (int i = 0; i < count; i++) {
            subtrees.add(read(in));
        }
        return subtrees;
    }

    public void write(WireWriter out) {
        out.u8(level).hash(root);
    }

    /** Reads what {@link #write} writes. */
    public static Subtree read(WireReader in) throws MalformedException {
        return new Subtree(level(in), in.hash());
    }

    /** Reads its level alone. */
    static int level(WireReader in) throws MalformedException {
        int level = in.u8();
        if (level > HIGHEST) {
            throw new MalformedException("a tree has no subtrees of level " + level);
        }
        return level;
    }
}
