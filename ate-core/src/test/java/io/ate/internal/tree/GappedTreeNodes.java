package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A tree some of whose events are gone: what is left of them is what {@link MerkleTree#gone} said was to be kept. */
final class GappedTreeNodes implements TreeNodes {
    private final TreeNodes whole;
    private final Map<Long, GoneLeaves> gaps = new TreeMap<>();
    /** Sizes that are to stay provable from now on. */
    final NavigableSet<Long> provable = new TreeSet<>();

    GappedTreeNodes(TreeNodes whole) {
        this.whole = whole;
    }

    /** Has these leaves go, with the gaps that they touch or hold. */
    void cut(long from, long to) {
        long start = from;
        long end = to;
        List<Long> merged = new ArrayList<>();
        for (GoneLeaves each : gaps.values()) {
            if (each.start() <= end && each.end() >= start) {
                start = Math.min(start, each.start());
                end = Math.max(end, each.end());
                merged.add(each.start());
            }
        }
        GoneLeaves gap = new MerkleTree(this).gone(start, end, provable); // from what is left by now
        merged.forEach(gaps::remove);
        gaps.put(start, gap);
    }

    private static boolean holds(GoneLeaves gap, long leaf) {
        return leaf >= gap.start() && leaf < gap.end();
    }

    boolean isGone(long leaf) {
        return gaps.values().stream().anyMatch(each -> holds(each, leaf));
    }

    /** Tells whether a tree of that size ends where leaves are gone on both sides. */
    boolean endsInGap(long size) {
        return gaps.values().stream().anyMatch(each -> each.start() < size && size < each.end());
    }

    /** What is left of what is gone around that leaf. */
    GoneLeaves around(long leaf) {
        return gaps.values().stream().filter(each -> holds(each, leaf)).findAny().orElseThrow();
    }

    int kept() {
        return gaps.values()
                .stream()
                .mapToInt(each -> (int) each.parts().stream().filter(part -> part.root() != null).count())
                .sum();
    }

    @Override
    public Hash node(int level, long index) {
        return whole.node(level, index);
    }

    @Override
    public void leaves(long from, long to, LeafVisitor visitor) {
        long at = from;
        while (at < to) {
            long leaf = at;
            GoneLeaves gap = gaps.values().stream().filter(each -> holds(each, leaf)).findAny().orElse(null);
            if (gap == null) {
                whole.leaves(at, at + 1, visitor);
                at++;
            } else {
                gap.show(at, Math.min(to, gap.end()), visitor);
                at = gap.end();
            }
        }
    }
}
