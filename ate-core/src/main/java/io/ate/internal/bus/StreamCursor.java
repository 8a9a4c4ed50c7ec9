package io.ate.internal.bus;

import io.ate.AteException;
import io.ate.Change;
import io.ate.Changes;
import io.ate.CorruptionException;
import io.ate.DaoStream;
import io.ate.EventCursor;
import io.ate.Position;
import io.ate.PrimaryKey;
import io.ate.Recorded;
import io.ate.internal.replica.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A reader of one stream. What is there it reads from the chain, some at a time; then it waits for a change that
 * concerns the stream. Thread-safe: one thread reads at a time.
 */
final class StreamCursor<T> implements EventCursor<T> {
    private static final Duration FOREVER = Duration.ofDays(10_000);
    private static final int AT_A_TIME = 256;

    private final StreamHandle<T> stream;
    private final Changes changes;
    private final ReentrantLock reading = new ReentrantLock();
    private final Deque<Recorded<T>> ready = new ArrayDeque<>();
    private @Nullable Recorded<T> last;
    private volatile long revision;
    private volatile boolean closed;

    private StreamCursor(StreamHandle<T> stream, Changes changes, long revision) {
        this.stream = stream;
        this.changes = changes;
        this.revision = revision;
    }

    /** A cursor behind the event of that revision. */
    static <T> StreamCursor<T> open(StreamHandle<T> stream, long after) {
        if (after < 0) {
            throw new IllegalArgumentException("revisions begin at 0, not at " + after);
        }
        return new StreamCursor<>(stream, stream.chain().changes(Position.NOW), after);
    }

    @Override
    public Recorded<T> take() throws InterruptedException {
        return poll(FOREVER).orElseThrow(() -> new IllegalStateException("no event in " + FOREVER));
    }

    @Override
    public Optional<Recorded<T>> poll(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(Objects.requireNonNull(timeout, "timeout"));
        if (!reading.tryLock(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        try {
            while (ready.isEmpty()) {
                demandOpen();
                ready.addAll(stream.with(this::next));
                if (ready.isEmpty() && !awaitChange(deadline)) {
                    return Optional.empty();
                }
            }
            demandOpen();
            Recorded<T> next = ready.removeFirst();
            last = next;
            revision = next.revision();
            return Optional.of(next);
        } finally {
            reading.unlock();
        }
    }

    /** The events behind the last one that are confirmed; no more of them than are read at a time. */
    private List<Recorded<T>> next(DaoStream<T> events) {
        Recorded<T> seen = last;
        if (seen != null && !isThere(seen, events)) {
            throw new CorruptionException("the event of revision " + seen.revision() + " in " + stream
                    + " was deleted after it was read");
        }
        List<Recorded<T>> found = new ArrayList<>();
        Iterator<Recorded<T>> behind = events.read(revision).iterator();
        try {
            while (found.size() < AT_A_TIME && behind.hasNext()) {
                Recorded<T> event = behind.next();
                if (event.origin().sequence() <= 0) {
                    break;
                }
                found.add(event);
            }
        } catch (AteException e) {
            if (found.isEmpty()) {
                throw e;
            } // else it is told when it is its turn
        }
        return found;
    }

    /** Also where the stream has begun anew: it may have come as far again. */
    private static <T> boolean isThere(Recorded<T> seen, DaoStream<T> events) {
        return events.revision() >= seen.revision()
                && events.at(seen.revision()).origin().sequence() == seen.origin().sequence();
    }

    private boolean awaitChange(Deadline deadline) throws InterruptedException {
        for (;;) {
            Optional<Change<JsonNode>> change = changes
                    .poll(Duration.ofNanos(Math.max(0, deadline.remaining())));
            if (change.isEmpty()) {
                return false;
            }
            if (concerns(change.get())) {
                return true;
            }
        }
    }

    /** What is deleted may be the stream's owner, or above it. */
    private boolean concerns(Change<JsonNode> change) {
        PrimaryKey owner = stream.owner().key();
        return switch (change) {
            case Change.Stored<JsonNode> stored -> stored.parent().filter(owner::equals).isPresent();
            case Change.Deleted<JsonNode> _ -> true;
        };
    }

    @Override
    public long revision() {
        return revision;
    }

    private void demandOpen() {
        if (closed) {
            throw new IllegalStateException("this reader of events was closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        changes.close();
    }
}
