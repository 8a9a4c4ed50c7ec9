package io.ate.internal.bus;

import io.ate.Bus;
import io.ate.ChainUnavailableException;
import io.ate.Change;
import io.ate.Position;
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
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader of a chain's log. It holds nothing but its position and the commit that it is in: what is confirmed is read
 * from the replica when it is asked for, and the applier only tells that there is something. What of it is a change,
 * and to be told, is {@link Telling}'s to say. Thread-safe: one thread reads at a time.
 */
final class Cursor<T> implements Bus<T>, Attachment {
    private static final Duration FOREVER = Duration.ofDays(10_000);
    /**
     * At least so long is waited for what has to be fetched before it is known what is to be told, or it never came.
     */
    private static final Duration LOOKING = Duration.ofSeconds(1);
    /** No longer at a time. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(Cursor.class);

    private final OpenChain chain;
    private final SessionLease session;
    private final Telling<T> telling;
    private final ReentrantLock reading = new ReentrantLock();
    private final Semaphore news = new Semaphore(0);
    private final Iterator<Applied> commits;
    private final Deque<Told<T>> ready = new ArrayDeque<>();
    private @Nullable Applied next;
    /** What has been found out of {@link #next}: whether there is something to tell at a sequence. */
    private final Map<Long, Boolean> looked = new HashMap<>();
    private volatile Reached reached;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Registration> told = new CopyOnWriteArrayList<>();

    private Cursor(PastValues values, Telling<T> telling, Reached reached) {
        this.chain = values.chain();
        this.session = values.session();
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
        Cursor<T> cursor = new Cursor<>(values, telling, reached);
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
                long pause = deadline.remaining();
                try {
                    Change<T> change = read(looking(deadline));
                    if (change != null) {
                        return Optional.of(change);
                    }
                } catch (ChainUnavailableException e) { // what is to be told is not known yet, and nothing is passed over
                    if (Thread.interrupted()) {
                        throw new InterruptedException(e.getMessage());
                    }
                    LOG.debug("it cannot be found out yet what is to be told of chain {}", chain.id(), e);
                    if (deadline.remaining() <= 0) {
                        return Optional.empty();
                    }
                    pause = Math.min(deadline.remaining(), LOOKING.toNanos());
                }
                telling.demandMore(reached);
                if (!news.tryAcquire(Math.max(0, pause), TimeUnit.NANOSECONDS) && deadline.remaining() <= 0) {
                    return Optional.empty();
                }
            }
        } finally {
            reading.unlock();
        }
    }

    /** The next change that is known here, or null if there is none. */
    private @Nullable Change<T> read(Deadline looking) {
        while (ready.isEmpty()) {
            if (next == null) {
                if (!commits.hasNext()) {
                    return null;
                }
                next = commits.next();
            }
            // What cannot be told now, because the log is damaged, or a server away, is still next when somebody asks
            // again: all of it, so none is taken before each was looked at.
            ready.addAll(toBeTold(next, looking));
            if (ready.isEmpty()) {
                passed(next);
            }
        }
        Told<T> first = ready.remove();
        // Not behind what follows in the commit: who reads on elsewhere, where that is gone, counts as far as here.
        reached = first.reached();
        if (ready.isEmpty()) {
            done();
        }
        return first.change();
    }

    /**
     * What nobody can look at any more is passed over: a later change says what has become of the object. So is what
     * only seals a value again that was told before, which is there to be compared as long as the object has it.
     */
    private List<Told<T>> toBeTold(Applied commit, Deadline looking) {
        return telling.of(commit, reached)
                .stream()
                .filter(each -> isToBeTold(each.change(), looking))
                .toList();
    }

    private boolean isToBeTold(Change<T> change, Deadline looking) {
        if (!(change instanceof Change.Stored<T>)) {
            return true;
        }
        Boolean known = looked.get(change.sequence());
        if (known == null) {
            known = !PastVersion.isKnown(change, looking) && !PastVersion.isGone(change, looking);
            looked.put(change.sequence(), known);
        }
        return known;
    }

    private static Deadline looking(Deadline deadline) {
        Deadline least = Deadline.in(LOOKING);
        return deadline.remaining() < least.remaining() ? least : deadline.orIn(PATIENCE);
    }

    private void passed(Applied commit) {
        reached = reached.orLater(new Reached(commit.last(), 0));
        done();
    }

    private void done() {
        next = null;
        looked.clear();
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
