package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * Leaves of one block of 256, in a row: events, and what is left of those that are gone. What is gone may be told
 * together with events that are still here, of which it was gone, too, where that was heard of; then these are not told
 * by themselves. Confined to one thread.
 */
public final class LeafRow {
    private final long from;
    private final long to;
    private final List<Part> parts = new ArrayList<>();
    private long end;

    /** What the visitor is shown of the leaves from {@code start} on. */
    private sealed interface Part {
        long start();

        record OfEvent(long start, Hash eventHash) implements Part {}

        record OfGap(long start, long end, GoneLeaves leaves) implements Part {}
    }

    /** A row that has to reach from leaf {@code from} up to, not including, {@code to}. */
    public LeafRow(long from, long to) {
        this.from = from;
        this.to = to;
        this.end = from;
    }

    /** The first leaf that is not here yet. */
    public long end() {
        return end;
    }

    /** The next leaf is that of an event. */
    public void add(Hash eventHash) {
        parts.add(new Part.OfEvent(end, eventHash));
        end++;
    }

    /** The next leaves are gone. */
    public void add(GoneLeaves leaves) {
        long start = Math.min(end, Math.max(from, leaves.start()));
        while (!parts.isEmpty() && parts.getLast().start() >= start) {
            parts.removeLast();
        }
        long behind = Math.min(to, leaves.end());
        if (!parts.isEmpty() && parts.getLast() instanceof Part.OfGap(long first, long last, GoneLeaves before)
                && last > start) {
            parts.removeLast();
            parts.add(new Part.OfGap(first, start, before));
        }
        parts.add(new Part.OfGap(start, behind, leaves));
        end = behind;
    }

    /**
     * Shows all of them.
     *
     * @throws LeavesGoneException if they do not consist of whole subtrees
     */
    public void show(LeafVisitor visitor) {
        for (Part part : parts) {
            switch (part) {
                case Part.OfEvent(long _, Hash eventHash) -> visitor.event(eventHash);
                case Part.OfGap(long start, long behind, GoneLeaves leaves) -> leaves.show(start, behind, visitor);
            }
        }
    }
}
