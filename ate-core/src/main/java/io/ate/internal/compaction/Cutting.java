package io.ate.internal.compaction;

import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.GoneBirth;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.LogItem.Begun;
import io.ate.internal.log.LogItem.Gap;
import io.ate.internal.log.LogItem.StoredEvent;
import io.ate.internal.tree.MerkleTree;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes one gap of events that go one behind the other, and of the gaps that lie between them already. Confined to one
 * pass.
 */
final class Cutting {
    /**
     * Together with some at both ends no more than {@link io.ate.internal.protocol.Events.Gone} takes beside blocks.
     */
    private static final int PARTS = 480;
    /** Beside a size that stays provable there are so many subtrees more, each side of it, of less than 256 leaves. */
    private static final int AT_END = 16;
    private static final int AHEAD = 4096;

    private final long chain;
    private final MerkleTree tree;
    private final Provable provable;
    private long from;
    private long to;
    private boolean isNew;
    /** The record of the commit that began last in the run, and where that ends. */
    private @Nullable Slice record;
    private long recordEnds;
    private final List<GoneBirth> births = new ArrayList<>();
    /** So many subtrees at most the gap's leaves will consist of, but for those at its ends. */
    private int parts;
    /** What has to stay provable of what comes next, up to {@link #known}. */
    private NavigableSet<Long> ends = new TreeSet<>();
    private long known;

    /**
     * @param tree of the chain, as it is before this pass's next batch is durable
     * @param provable which sizes of the tree stay provable
     */
    Cutting(long chain, MerkleTree tree, Provable provable) {
        this.chain = chain;
        this.tree = tree;
        this.provable = provable;
    }

    /** The event that follows goes. */
    void goes(StoredEvent stored) {
        long sequence = stored.sequence();
        extend(sequence, sequence);
        if (sequence > known) {
            known = sequence + AHEAD;
            ends = provable.within(sequence - 1, known + 1);
        }
        parts += ends.contains(sequence) ? AT_END : 0;
        isNew = true;
        stored.beginning().ifPresent(begun -> begins(stored.commitRecord(), begun));
    }

    /** The same, but that an object began with it is to be known. */
    void goesButForTheBirth(StoredEvent stored) {
        goes(stored);
        births.add(GoneBirth.of(stored.event().facts(), stored.sequence()));
    }

    /** Tells whether so much is kept in the gap that another one has to begin. */
    boolean isFull() {
        return births.size() == Gap.BIRTHS || parts > PARTS;
    }

    /** What follows has gone before; there is room for it. What began there and has ended since is forgotten. */
    void hasGone(Gap gap, Survivors survivors) {
        for (GoneBirth each : gap.births()) {
            if (survivors.needBirth(each)) {
                births.add(each);
            } else {
                isNew = true;
            }
        }
        extend(gap.from(), gap.to());
        parts += gap.leaves().parts().size();
        if (gap.begun() != null) {
            begins(gap.begun().record(), gap.begun().decodedRecord());
        }
    }

    /** Tells whether there is room for that gap, too. */
    boolean hasRoom(Gap gap) {
        return births.size() + gap.births().size() <= Gap.BIRTHS && parts + gap.leaves().parts().size() <= PARTS;
    }

    private void begins(@Nullable Slice encoded, CommitRecord begun) {
        record = encoded;
        recordEnds = begun.last();
    }

    private void extend(long first, long last) {
        if (from == 0) {
            from = first;
        }
        to = last;
    }

    /** What follows stays, or is looked at later: the gap of all that goes before it, if anything does. */
    Optional<LogEntry> end() {
        Optional<LogEntry> cut = Optional.empty();
        if (isNew) {
            Slice goesOn = record;
            Begun begun = goesOn != null && recordEnds > to ? new Begun(goesOn, List.of()) : null;
            cut = Optional.of(new LogEntry.Cut(chain,
                    new Gap(from, tree.gone(from - 1, to, provable.within(from - 1, to)), List.of(), begun, births)));
        }
        from = 0;
        isNew = false;
        record = null;
        recordEnds = 0;
        births.clear();
        parts = 0;
        return cut;
    }
}
