package io.ate.internal.bus;

import io.ate.Change;
import io.ate.Changes;
import io.ate.DaoRef;
import io.ate.Origin;
import io.ate.Position;
import io.ate.PrimaryKey;
import io.ate.Registration;
import io.ate.Type;
import io.ate.internal.dao.Attachment;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.dao.PastValue;
import io.ate.internal.dao.SessionLease;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Kind;
import io.ate.internal.event.Place;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Replica.Applied;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.view.ObjectEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A reader of a chain's log. It holds nothing but its position and the commit that it is in: what is confirmed is read
 * from the replica when it is asked for, and the applier only tells that there is something. Thread-safe: one thread
 * reads at a time.
 *
 * <p>
 * What it hands out are changes of values: publications of keys and changes that leave the value alone are passed over.
 */
public final class ChangeCursor implements Changes, Attachment {
    private static final Duration FOREVER = Duration.ofDays(10_000);

    private final OpenChain chain;
    private final SessionLease session;
    private final ReentrantLock reading = new ReentrantLock();
    private final Semaphore news = new Semaphore(0);
    private final Deque<Change<JsonNode>> ready = new ArrayDeque<>();
    private final Iterator<Applied> commits;
    private long position;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Registration> told = new CopyOnWriteArrayList<>();

    private ChangeCursor(OpenChain chain, SessionLease session, long position) {
        this.chain = chain;
        this.session = session;
        this.position = position;
        this.commits = chain.replica().history(position).iterator();
    }

    /** A cursor that stands at {@code from}, for the handle that has that use of its session's keys. */
    public static ChangeCursor open(OpenChain chain, SessionLease session, Position from) {
        chain.demandOpen();
        long position = switch (from) {
            case Position.Now() -> chain.replica().sequence();
            case Position.After(long sequence) -> sequence;
        };
        ChangeCursor cursor = new ChangeCursor(chain, session, position);
        cursor.told.add(chain.replica().listen(_ -> cursor.wake()));
        cursor.told.add(chain.replica().whenEnded(cursor::wake));
        chain.attach(cursor);
        return cursor;
    }

    @Override
    public SessionLease session() {
        return session;
    }

    @Override
    public Change<JsonNode> take() throws InterruptedException {
        return poll(FOREVER).orElseThrow(() -> new IllegalStateException("no change in " + FOREVER));
    }

    @Override
    public Optional<Change<JsonNode>> poll(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        if (!reading.tryLock(deadline.remaining(), TimeUnit.NANOSECONDS)) {
            demandOpen();
            return Optional.empty();
        }
        try {
            for (;;) {
                demandOpen();
                demandGoing();
                Change<JsonNode> next = read();
                if (next != null) {
                    return Optional.of(next);
                }
                if (!news.tryAcquire(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS)) {
                    return Optional.empty();
                }
            }
        } finally {
            reading.unlock();
        }
    }

    /** The next change that is known here, or null if there is none. */
    private @Nullable Change<JsonNode> read() {
        while (ready.isEmpty()) {
            if (!commits.hasNext()) {
                return null;
            }
            take(commits.next());
        }
        return ready.poll();
    }

    private void take(Applied commit) {
        List<Event> events = commit.events();
        for (int i = 0; i < events.size(); i++) {
            long sequence = commit.record().first() + i;
            if (sequence > position) {
                take(events.get(i), sequence);
            }
        }
        position = Math.max(position, commit.record().last());
    }

    private void take(Event event, long sequence) {
        Facts facts = event.facts();
        Origin origin = new Origin(facts.author(), Instant.ofEpochMilli(facts.time()), sequence);
        if (facts.kind() == Kind.DELETE) {
            ready.add(new Change.Deleted<>(sequence, DaoRef.of(Type.tree(), facts.key()), origin));
        } else if (facts.kind() == Kind.PUT && facts.payload() != null) {
            Type<JsonNode> type = Type.tree(facts.type());
            ready.add(new Change.Stored<>(sequence, DaoRef.of(type, facts.key()),
                    new Seen(type, event, origin, parent(facts))));
        }
    }

    /**
     * What the object hangs below: what the event says, or, of an object that stayed where it was, what is known now.
     */
    private Optional<PrimaryKey> parent(Facts facts) {
        return switch (facts.place()) {
            case Place.Under(PrimaryKey parent, String _) -> Optional.of(parent);
            case Place.Top() -> Optional.empty();
            case Place.Stays() -> {
                try (Standpoint now = chain.replica().standpoint()) {
                    ObjectEntry entry = now.live(facts.key());
                    yield entry == null || entry.parent().isZero() ? Optional.empty() : Optional.of(entry.parent());
                }
            }
        };
    }

    /** A version that was passed. Immutable; it outlives the cursor, but not the handle that the cursor is of. */
    private final class Seen implements Change.Version<JsonNode> {
        private final Type<JsonNode> type;
        private final Event event;
        private final Origin origin;
        private final Optional<PrimaryKey> parent;

        private Seen(Type<JsonNode> type, Event event, Origin origin, Optional<PrimaryKey> parent) {
            this.type = type;
            this.event = event;
            this.origin = origin;
            this.parent = parent;
        }

        @Override
        public JsonNode value() {
            return PastValue.of(chain, session, type, event, origin.sequence());
        }

        @Override
        public Origin origin() {
            return origin;
        }

        @Override
        public Optional<PrimaryKey> parent() {
            return parent;
        }

        @Override
        public String toString() {
            return "Version[" + event.facts().key() + " at " + origin.sequence() + "]";
        }
    }

    private void wake() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    /** What has been read is still handed out; then whoever waits learns why nothing more will come. */
    private void demandGoing() {
        if (ready.isEmpty()) {
            chain.replica().sequence();
        }
    }

    private void demandOpen() {
        if (closed.get()) {
            // Passed on to whoever else waits.
            news.release();
            throw new IllegalStateException("this reader of changes was closed");
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            chain.detach(this);
            news.release();
            told.forEach(Registration::close);
        }
    }
}
