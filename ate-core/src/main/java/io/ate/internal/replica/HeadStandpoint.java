package io.ate.internal.replica;

import io.ate.CommitId;
import io.ate.CompactedException;
import io.ate.CorruptionException;
import io.ate.HistoryNeededException;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.PublishedKey;
import io.ate.internal.event.WriterId;
import io.ate.internal.protocol.LoadObjects;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.SnapshotExpiredException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A chain at its head, of which an object is fetched when it is first looked at. All that is seen from here is of one
 * head: where the chain has moved on between two looks, throws {@link SnapshotExpiredException}, and whoever begins
 * again says what was looked at, which is then fetched at once. May be read by one thread at a time.
 */
final class HeadStandpoint implements Standpoint {
    /** So many objects are looked at from here: who wants more is served better by the history. */
    static final int MOST = 256;

    private final HeadReplica replica;
    private final Set<PrimaryKey> likely;
    private @Nullable HeadState state;

    /** @param likely objects that will be looked at, as far as can be said */
    HeadStandpoint(HeadReplica replica, Set<PrimaryKey> likely) {
        this.replica = replica;
        this.likely = Set.copyOf(likely);
    }

    @Override
    public long sequence() {
        HeadState present = state;
        return present == null ? replica.sequence() : present.head().size();
    }

    @Override
    public boolean isBehind(CommitId own) {
        return replica.overlay.isBehind(own, _ -> false);
    }

    @Override
    public @Nullable ObjectEntry entry(PrimaryKey key) {
        return knowing(key).entry(key);
    }

    @Override
    public @Nullable KeyEntry publicKey(KeyId id) {
        KeyEntry known = knowing(PrimaryKey.ZERO).publicKey(id);
        return known != null ? known : knowing(PublishedKey.objectOf(id)).publicKey(id);
    }

    @Override
    public boolean beginsSigned(PrimaryKey key) {
        return knowing(PrimaryKey.ZERO).beginsSigned(key);
    }

    private HeadState knowing(PrimaryKey key) {
        HeadState present = state;
        if (present != null && present.knows(key)) {
            return present;
        }
        Set<PrimaryKey> unknown = new LinkedHashSet<>();
        unknown.add(key);
        unknown.addAll(present == null ? likely : Set.of());
        Set<PrimaryKey> looked = new HashSet<>(present == null ? Set.of() : present.asked());
        looked.addAll(unknown);
        if (looked.size() > MOST) {
            throw new HistoryNeededException("more than " + MOST
                    + " objects are looked at together: that is quicker with the chain's history");
        }
        HeadState found = together(present, unknown, looked);
        state = found;
        return found;
    }

    /**
     * What is known, with what is not, in as many inquiries as that takes, which all have to be answered of one head.
     */
    private HeadState together(@Nullable HeadState present, Set<PrimaryKey> unknown, Set<PrimaryKey> looked) {
        List<PrimaryKey> objects = List.copyOf(unknown);
        HeadState all = present;
        for (int from = 0; from < objects.size(); from += LoadObjects.MOST) {
            all = with(all, objects.subList(from, Math.min(from + LoadObjects.MOST, objects.size())), looked);
        }
        return Objects.requireNonNull(all, "something is unknown");
    }

    private HeadState with(@Nullable HeadState present, List<PrimaryKey> objects, Set<PrimaryKey> looked) {
        HeadState found = replica.find(Set.copyOf(objects));
        if (present == null) {
            return found;
        }
        if (!present.head().equals(found.head())) {
            throw new SnapshotExpiredException(present.head().size(), looked);
        }
        return replica.together(present, found);
    }

    @Override
    public boolean children(PrimaryKey parent, String collection, long after, Predicate<ObjectEntry> each) {
        throw unlisted();
    }

    @Override
    public long count(PrimaryKey parent, String collection) {
        throw unlisted();
    }

    @Override
    public @Nullable ObjectEntry lastChild(PrimaryKey parent, String collection, Predicate<ObjectEntry> wanted) {
        throw unlisted();
    }

    @Override
    public List<String> collections(PrimaryKey parent) {
        throw unlisted();
    }

    private static HistoryNeededException unlisted() {
        return HeadReplica.needed("which objects there are");
    }

    @Override
    public Event value(ObjectEntry entry, Deadline deadline) throws InterruptedException {
        Event event = header(entry);
        if (event.hasPayload()) {
            return event;
        }
        try {
            return replica.fetch(entry.valued(), event, deadline);
        } catch (CompactedException e) { // it is not the present value any more
            if (e.through() <= sequence()) {
                throw new CorruptionException("the server has removed the value of object " + entry.key()
                        + " as superseded before, and shows that nothing has", e);
            }
            throw new SnapshotExpiredException(sequence(), Set.of(entry.key()));
        }
    }

    @Override
    public Event header(ObjectEntry entry) {
        HeadState present = state;
        Event shown = present == null ? null : present.events().get(entry.valued());
        return shown != null ? shown : replica.header(entry.valued());
    }

    @Override
    public Condition unchanged(ObjectEntry entry, WriterId writer) {
        return new Condition.AtVersion(entry.version());
    }

    @Override
    public void close() {
        // nothing is held
    }
}
