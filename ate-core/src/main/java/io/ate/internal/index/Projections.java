package io.ate.internal.index;

import io.ate.Index;
import io.ate.MaterializedView;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.dao.PastValues;
import io.ate.internal.sequence.Serial;
import io.ate.internal.view.Effects;
import io.ate.internal.view.Snapshot;
import io.ate.internal.view.SnapshotExpiredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The indexes and views of one chain, kept up with it together, by one virtual thread that is there while there is
 * something to do. Thread-safe.
 *
 * <p>
 * It is told which objects change, not what happens to them, and looks at them in a confirmed state of the chain:
 * however many commits that one is ahead, what comes out is the state after the last of them. All projections of a
 * chain take the same steps.
 */
public final class Projections {
    private final OpenChain chain;
    private final Changed changed = new Changed();
    private final Serial keeping = new Serial(task -> Thread.ofVirtual().name("ate-projections").start(task));
    private final AtomicBoolean isDue = new AtomicBoolean();
    /** These are that thread's. */
    private final List<Upkeep> kept = new ArrayList<>();
    private boolean isListening;
    private volatile boolean isWanted;

    /** None so far, which costs nothing. */
    public Projections(OpenChain chain) {
        this.chain = chain;
    }

    /** Begins an index for the handle that reads values so, and waits until it is built. */
    public <T, K extends Comparable<? super K>> Index<T, K> index(PastValues past,
            Selection<T> selection, Function<? super T, ? extends @Nullable K> key) {
        SessionValues<T> values = values(past, selection);
        SortedKeeper<T, K> keeper = new SortedKeeper<>(values, Objects.requireNonNull(key, "key"));
        return new SortedIndex<>(begin(new Upkeep(this, values, selection, keeper)), keeper);
    }

    /** Begins a view for the handle that reads values so, and waits until it is built. */
    public <T, S> MaterializedView<S> view(PastValues past, Selection<T> selection,
            Aggregation<T, S> aggregation) {
        AggregateKeeper<T, S> keeper = new AggregateKeeper<>(aggregation);
        return new AggregateView<>(
                begin(new Upkeep(this, values(past, selection), selection, keeper)), keeper);
    }

    private <T> SessionValues<T> values(PastValues past, Selection<T> selection) {
        chain.demandOpen();
        past.session().demandGoing();
        past.demandOneClass(selection.type());
        return new SessionValues<>(past, selection.type());
    }

    private Upkeep begin(Upkeep upkeep) {
        chain.attach(upkeep);
        boolean isBuilt = false;
        try {
            keeping.execute(() -> join(upkeep));
            upkeep.awaitFirst();
            isBuilt = true;
        } finally {
            if (!isBuilt) {
                upkeep.close();
            }
        }
        return upkeep;
    }

    /** Has everything of it computed anew. */
    void rebuild(Upkeep upkeep) {
        keeping.execute(() -> {
            upkeep.forget();
            build(upkeep, true);
        });
    }

    /** Keeps it up no longer. */
    void leave(Upkeep upkeep) {
        keeping.execute(() -> {
            kept.remove(upkeep);
            if (kept.isEmpty()) {
                isWanted = false;
                changed.clear();
            }
        });
    }

    private void join(Upkeep upkeep) {
        // First to be told what changes, then to look: so nothing can happen in between.
        isWanted = true;
        kept.add(upkeep);
        try {
            if (!isListening) {
                isListening = true;
                chain.replica().listen(this::applied);
                chain.replica().whenEnded(this::ended);
            }
            build(upkeep, false);
        } catch (RuntimeException ended) {
            upkeep.end(ended);
        }
    }

    private void build(Upkeep upkeep, boolean isRebuilt) {
        for (;;) {
            long sequence;
            try (Snapshot now = chain.replica().confirmed()) {
                changed.beginAt(now.sequence());
                upkeep.lookAtAll(now);
                sequence = now.sequence();
            } catch (SnapshotExpiredException _) {
                continue; // so much has changed meanwhile that it is quicker to begin again
            }
            upkeep.settle(sequence, isRebuilt);
            return;
        }
    }

    /** By the applier's thread. */
    private void applied(Effects commit) {
        boolean isFollowed = isWanted;
        changed.add(commit, isFollowed);
        if (isFollowed && isDue.compareAndSet(false, true)) {
            keeping.execute(this::follow);
        }
    }

    /** Whoever waits is told: following finds out why nothing goes on. */
    private void ended() {
        changed.end();
        keeping.execute(this::follow);
    }

    private void follow() {
        isDue.set(false);
        try {
            long sequence = look();
            kept.forEach(each -> each.settle(sequence, false));
        } catch (RuntimeException ended) {
            kept.forEach(each -> each.end(ended));
        }
    }

    /** Has all look at what has become of the chain, and tells up to where. */
    private long look() {
        boolean isAllInDoubt = false;
        for (;;) {
            isAllInDoubt |= changed.forgetTooMany();
            try (Snapshot now = chain.replica().confirmed()) {
                var objects = changed.takeUpTo(now.sequence());
                if (objects.isEmpty()) {
                    continue;
                }
                for (Upkeep each : kept) {
                    if (isAllInDoubt) {
                        each.lookAtAll(now);
                    } else {
                        each.look(now, objects.get());
                    }
                }
                return now.sequence();
            } catch (SnapshotExpiredException _) {
                isAllInDoubt = true; // and what was taken is lost with it
            }
        }
    }
}
