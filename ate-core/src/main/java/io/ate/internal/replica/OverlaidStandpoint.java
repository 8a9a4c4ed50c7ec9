package io.ate.internal.replica;

import io.ate.CommitId;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.WriterId;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.Snapshot;
import io.ate.internal.view.SnapshotExpiredException;
import io.ate.internal.view.View;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of the view with the own commits over it that were unanswered when it was taken. Throws
 * {@link SnapshotExpiredException} once it had to be given up because too much changed while it was open. Safe to
 * read from any thread.
 */
final class OverlaidStandpoint implements Standpoint {
    private final Snapshot snapshot;
    private final Overlay overlay;
    private final OverlaidState state;
    private final Overlay.Pins pins;
    private final EventSource events;
    private final boolean whole;
    private volatile boolean expired;

    private OverlaidStandpoint(Snapshot snapshot, Overlay overlay, long ticket, long stamp, boolean whole,
            EventSource events) {
        Vantage vantage = new Vantage(snapshot.sequence(), ticket, stamp);
        this.snapshot = snapshot;
        this.overlay = overlay;
        this.state = new OverlaidState(snapshot, overlay, vantage);
        this.pins = overlay.pin(vantage, this::expire);
        this.events = events;
        this.whole = whole;
    }

    /** The state as it is now. */
    static OverlaidStandpoint take(View view, Overlay overlay, EventSource events) {
        return overlay.open((ticket, stamp, whole) -> new OverlaidStandpoint(view.snapshot(), overlay, ticket, stamp,
                whole, events));
    }

    @Override
    public long sequence() {
        return snapshot.sequence();
    }

    @Override
    public @Nullable ObjectEntry entry(PrimaryKey key) {
        ObjectEntry entry = state.entry(key);
        demandValid();
        return entry;
    }

    @Override
    public @Nullable KeyEntry publicKey(KeyId id) {
        return state.publicKey(id);
    }

    @Override
    public boolean beginsSigned(PrimaryKey key) {
        return state.beginsSigned(key);
    }

    @Override
    public boolean children(PrimaryKey parent, String collection, long after, Predicate<ObjectEntry> each) {
        ObjectEntry above = live(parent);
        if (above == null) {
            return true;
        }
        boolean wanted = after < 0 || snapshot.children(parent, collection, after, confirmed -> {
            ObjectEntry now = now(confirmed);
            return !isStillThere(now, confirmed, above) || each.test(now);
        });
        wanted = wanted && state.placed(parent, collection, Math.min(after, 0), each);
        demandValid();
        return wanted;
    }

    @Override
    public long count(PrimaryKey parent, String collection) {
        if (overlay.objects().isEmpty()) {
            return snapshot.count(parent, collection);
        }
        long[] count = {0};
        children(parent, collection, _ -> count[0]++);
        return count[0];
    }

    @Override
    public @Nullable ObjectEntry lastChild(PrimaryKey parent, String collection, Predicate<ObjectEntry> wanted) {
        ObjectEntry above = live(parent);
        if (above == null) {
            return null;
        }
        AtomicReference<@Nullable ObjectEntry> last = new AtomicReference<>();
        state.placed(parent, collection, 0, each -> {
            if (wanted.test(each)) {
                last.set(each);
            }
            return true;
        });
        ObjectEntry own = last.get();
        if (own != null) {
            return own;
        }
        ObjectEntry found = snapshot.lastChild(parent, collection, confirmed -> {
            ObjectEntry now = now(confirmed);
            return isStillThere(now, confirmed, above) && wanted.test(now);
        });
        demandValid();
        return found == null ? null : now(found);
    }

    private ObjectEntry now(ObjectEntry confirmed) {
        ObjectEntry laid = state.laid(confirmed.key());
        return laid != null ? laid : confirmed;
    }

    private static boolean isStillThere(ObjectEntry now, ObjectEntry confirmed, ObjectEntry above) {
        return !now.isDeleted() && now.placed() == confirmed.placed()
                && ChainState.precedes(above.born(), now.placed());
    }

    @Override
    public List<String> collections(PrimaryKey parent) {
        Set<String> names = new LinkedHashSet<>(snapshot.collections(parent));
        names.addAll(state.collections(parent));
        return List.copyOf(names);
    }

    @Override
    public Event value(ObjectEntry entry, Deadline deadline) throws InterruptedException {
        long number = entry.valued();
        return number >= 0 ? events.present(number, sequence(), deadline) : own(number);
    }

    @Override
    public Event header(ObjectEntry entry) {
        long number = entry.valued();
        return number >= 0 ? events.header(number) : own(number);
    }

    /** The event of a commit that is not answered, by the negative number that stands for its sequence. */
    private Event own(long number) {
        return commit(number).event(number);
    }

    @Override
    public Condition unchanged(ObjectEntry entry, WriterId writer) {
        long version = entry.version();
        if (version >= 0) {
            return new Condition.AtVersion(version);
        }
        PendingCommit commit = commit(version);
        long confirmed = commit.confirmedAt();
        return confirmed == 0 ? of(commit, new Condition.AtOwn(commit.number()), writer)
                : new Condition.AtVersion(confirmed + (-version - commit.firstTicket()));
    }

    private static Condition of(PendingCommit commit, Condition.Own own, WriterId writer) {
        return commit.writer().equals(writer) ? own : new Condition.OfAnother(commit.writer(), own);
    }

    @Override
    public Condition following(PrimaryKey object, WriterId writer) {
        ObjectEntry entry = entry(object);
        return entry == null ? new Condition.None() : after(entry.version(), writer);
    }

    @Override
    public Condition begunBy(PrimaryKey object, WriterId writer) {
        ObjectEntry entry = object.isDerived() ? live(object) : null;
        return entry == null ? new Condition.None() : after(entry.born(), writer);
    }

    /** That the commit of that event is admitted, if it is an own one, and has no answer. */
    private Condition after(long number, WriterId writer) {
        if (number >= 0) {
            return new Condition.None();
        }
        PendingCommit commit = commit(number);
        return commit.confirmedAt() == 0 ? of(commit, new Condition.AfterOwn(commit.number()), writer)
                : new Condition.None();
    }

    @Override
    public boolean isWhole() {
        return whole;
    }

    @Override
    public boolean isBehind(CommitId own) {
        return overlay.isBehind(own, pins.vantage()::sees);
    }

    @Override
    public void close() {
        overlay.release(pins);
        snapshot.close();
    }

    private PendingCommit commit(long number) {
        PendingCommit commit = overlay.commit(number);
        if (commit == null) {
            throw new SnapshotExpiredException(sequence());
        }
        return commit;
    }

    private void expire() {
        expired = true;
        snapshot.close();
    }

    private void demandValid() {
        if (expired) {
            throw new SnapshotExpiredException(sequence());
        }
    }
}
