package io.ate.internal.replica;

import io.ate.HistoryNeededException;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.PublishedKey;
import io.ate.internal.protocol.LoadObjects;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.SnapshotExpiredException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A chain at its head, of which an object is fetched when it is first looked at. All that is seen from here is of one
 * head: where the chain has moved on between two looks, throws {@link SnapshotExpiredException}, and the next
 * standpoint fetches both at once. May be read by one thread at a time.
 */
final class HeadStandpoint implements Standpoint {
    private final HeadReplica replica;
    private final Set<PrimaryKey> asked;
    private @Nullable HeadState state;

    /** @param likely objects that will be looked at, as far as can be said */
    HeadStandpoint(HeadReplica replica, Set<PrimaryKey> likely) {
        this.replica = replica;
        this.asked = new LinkedHashSet<>(likely);
    }

    @Override
    public long sequence() {
        HeadState present = state;
        return present == null ? replica.sequence() : present.head().size();
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
        asked.add(PrimaryKey.ZERO);
        asked.add(key);
        if (asked.size() > LoadObjects.MOST) {
            throw new HistoryNeededException("more than " + LoadObjects.MOST
                    + " objects are looked at together: that is quicker with the chain's history");
        }
        HeadState found = replica.find(asked);
        if (present != null && !present.head().equals(found.head())) {
            replica.willLookAt(asked);
            throw new SnapshotExpiredException(present.head().size());
        }
        state = found;
        return found;
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
        return replica.event(entry.valued(), deadline);
    }

    @Override
    public Event header(ObjectEntry entry) {
        return replica.header(entry.valued());
    }

    @Override
    public Condition unchanged(ObjectEntry entry, KeyId writerKey, Deadline deadline) {
        return new Condition.AtVersion(entry.version());
    }

    @Override
    public void close() {
        // nothing is held
    }
}
