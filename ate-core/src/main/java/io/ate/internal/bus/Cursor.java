package io.ate.internal.bus;

import io.ate.Bus;
import io.ate.Change;
import io.ate.Position;
import io.ate.PrimaryKey;
import io.ate.Registration;
import io.ate.internal.bus.Telling.Told;
import io.ate.internal.dao.Attachment;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.dao.PastValues;
import io.ate.internal.dao.SessionLease;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Replica.Applied;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A reader of a chain's log. It holds nothing but its position and the commit that it is in: what is confirmed is read
 * from the replica when it is asked for, and the applier only tells that there is something. What of it is a change,
 * and to be told, is {@link Telling}'s to say. Thread-safe: one thread reads at a time.
 */
final class Cursor<T> implements Bus<T>, Attachment {
    private static final Duration FOREVER = Duration.ofDays(10_000);

    private final OpenChain chain;
    private final SessionLease session;
    private final Telling<T> telling;
    private final ReentrantLock reading = new ReentrantLock();
    private final Semaphore news = new Semaphore(0);
    private final Iterator<Applied> commits;
    private final Deque<Told<T>> ready = new ArrayDeque<>();
    /** Objects whose present values are still to come; fewer than the view has. */
    private final Set<PrimaryKey> passedOver = new HashSet<>();
    private @Nullable Applied next;
    private volatile Reached reached;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Registration> told = new CopyOnWriteArrayList<>();

    private Cursor(OpenChain chain, SessionLease session, Telling<T> telling, Reached reached) {
        this.chain = chain;
        this.session = session;
        this.telling = telling;
        this.reached = reached;
        this.commits = chain.replica().history(reached.sequence()).iterator();
    }

    /** A cursor that stands at {@code from}, for the handle that reads values so. */
    static <T> Cursor<T> open(Telling<T> telling, PastValues values, Position from) {
        OpenChain chain = values.chain();
        chain.demandOpen();
        Reached reached = switch (from) {
            case Position.Now() -> new Reached(chain.replica().sequence(), 0);
            case Position.After _,Position.Within _ -> Reached.of(from);
        };
        telling.demandMore(reached);
        Cursor<T> cursor = new Cursor<>(chain, values.session(), telling, reached);
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
    public Change<T> take() throws InterruptedException {
        return poll(FOREVER).orElseThrow(() -> new IllegalStateException("no change in " + FOREVER));
    }

    @Override
    public Optional<Change<T>> poll(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(Objects.requireNonNull(timeout, "timeout"));
        if (!reading.tryLock(deadline.remaining(), TimeUnit.NANOSECONDS)) {
            demandOpen();
            return Optional.empty();
        }
        try {
            for (;;) {
                demandOpen();
                demandGoing();
                Change<T> change = read();
                if (change != null) {
                    return Optional.of(change);
                }
                telling.demandMore(reached);
                if (!news.tryAcquire(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS)) {
                    return Optional.empty();
                }
            }
        } finally {
            reading.unlock();
        }
    }

    /** The next change that is known here, or null if there is none. */
    private @Nullable Change<T> read() {
        while (ready.isEmpty()) {
            if (next == null) {
                if (!commits.hasNext()) {
                    return null;
                }
                next = commits.next();
            }
            // What cannot be told now, because the log is damaged, or a server away, is still next when somebody asks
            // again: all of it, so none is taken before each was looked at.
            ready.addAll(toBeTold(next));
            if (ready.isEmpty()) {
                passed(next);
            }
        }
        Told<T> first = ready.remove();
        if (ready.isEmpty() && next != null) {
            passed(next);
        } else {
            reached = first.reached();
        }
        return first.change();
    }

    /**
     * What nobody can look at any more is passed over: a later change says what has become of the object. That is none
     * otherwise where it only seals the value again.
     */
    private List<Told<T>> toBeTold(Applied commit) {
        List<Told<T>> told = new ArrayList<>();
        List<PrimaryKey> gone = new ArrayList<>();
        List<PrimaryKey> here = new ArrayList<>();
        for (Told<T> each : telling.of(commit, reached)) {
            Change<T> change = each.change();
            PrimaryKey object = change.ref().key();
            boolean isKnown = PastVersion.isSealedAgain(change) && !passedOver.contains(object)
                    && PastVersion.isKnown(change, commit);
            if (isKnown) {
                continue;
            }
            if (PastVersion.isGone(change)) {
                gone.add(object);
            } else {
                told.add(each);
                here.add(object);
            }
        }
        here.forEach(passedOver::remove);
        passedOver.addAll(gone);
        return told;
    }

    private void passed(Applied commit) {
        reached = reached.orLater(new Reached(commit.record().last(), 0));
        next = null;
    }

    @Override
    public Position position() {
        return reached.position();
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
