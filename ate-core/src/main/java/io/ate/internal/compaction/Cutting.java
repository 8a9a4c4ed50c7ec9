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
import org.jspecify.annotations.Nullable;

/**
 * Makes one gap of events that go one behind the other, and of the gaps that lie between them already. Confined to one
 * pass.
 */
final class Cutting {
    private final long chain;
    private final MerkleTree tree;
    private final NavigableSet<Long> provable;
    private long from;
    private long to;
    private boolean isNew;
    /** The record of the commit that began last in the run, and where that ends. */
    private @Nullable Slice record;
    private long recordEnds;
    private final List<GoneBirth> births = new ArrayList<>();

    /**
     * @param tree of the chain, as it is before this pass's next batch is durable
     * @param provable sizes of the tree that stay provable
     */
    Cutting(long chain, MerkleTree tree, NavigableSet<Long> provable) {
        this.chain = chain;
        this.tree = tree;
        this.provable = provable;
    }

    /** The event that follows goes. */
    void goes(StoredEvent stored) {
        extend(stored.sequence(), stored.sequence());
        isNew = true;
        stored.beginning().ifPresent(begun -> begins(stored.commitRecord(), begun));
    }

    /** The same, but that an object began with it is to be known. */
    void goesButForTheBirth(StoredEvent stored) {
        goes(stored);
        births.add(GoneBirth.of(stored.event().facts(), stored.sequence()));
    }

    /** Tells whether so many births are in the gap that another one has to begin. */
    boolean isFull() {
        return births.size() == Gap.BIRTHS;
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
        if (gap.begun() != null) {
            begins(gap.begun().record(), gap.begun().decodedRecord());
        }
    }

    /** Tells whether there is room for that gap, too. */
    boolean hasRoom(Gap gap) {
        return births.size() + gap.births().size() <= Gap.BIRTHS;
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
                    new Gap(from, tree.gone(from - 1, to, provable), List.of(), begun, births)));
        }
        from = 0;
        isNew = false;
        record = null;
        recordEnds = 0;
        births.clear();
        return cut;
    }
}
