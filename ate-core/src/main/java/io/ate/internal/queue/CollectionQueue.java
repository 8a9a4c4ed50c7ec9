package io.ate.internal.queue;

import io.ate.Bus;
import io.ate.Chain;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.Field;
import io.ate.Position;
import io.ate.Registration;
import io.ate.WorkQueue;
import io.ate.internal.dao.Interruption;
import io.ate.internal.dao.PutAside;
import io.ate.internal.queue.Taking.Outcome;
import io.ate.internal.replica.Deadline;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * A queue over a collection. It keeps nothing but which items this program works on, or leaves alone for a while: what
 * there is to do stands in the chain. Thread-safe.
 */
public final class CollectionQueue<T> implements WorkQueue<T> {
    private static final Duration FOREVER = Duration.ofDays(10_000);
    private static final int MOST_FAILURES = 10;

    private final Chain chain;
    private final DaoRef<?> owner;
    private final Field.Vec<T> field;
    private final Candidates<T> candidates;
    private final ItemLock lock;
    private final Failures failures;
    private final int mostFailures;

    private CollectionQueue(Chain chain, DaoRef<?> owner, Field.Vec<T> field, Candidates<T> candidates, ItemLock lock,
            Failures failures, int mostFailures) {
        this.chain = chain;
        this.owner = owner;
        this.field = field;
        this.candidates = candidates;
        this.lock = lock;
        this.failures = failures;
        this.mostFailures = mostFailures;
    }

    /**
     * The queue of the children of {@code owner} in {@code field}.
     *
     * @param chain whose commits are durable when they return
     */
    public static <T> CollectionQueue<T> of(Chain chain, DaoRef<?> owner, Field.Vec<T> field, InstantSource clock) {
        Objects.requireNonNull(owner, "owner");
        return new CollectionQueue<>(chain, owner, field, new Candidates<>(chain, owner, field), ItemLock.of(chain),
                new Failures(chain, owner, PutAside.of(field.name()), clock), MOST_FAILURES);
    }

    @Override
    public <X extends Exception> void process(Worker<T, X> worker) throws X, InterruptedException {
        if (!poll(FOREVER, worker)) {
            throw new IllegalStateException("no item in " + FOREVER);
        }
    }

    @Override
    public <X extends Exception> boolean poll(Duration timeout, Worker<T, X> worker) throws X, InterruptedException {
        return poll(Objects.requireNonNull(timeout, "timeout"), working(worker), Attendance.CALL);
    }

    <X extends Exception> boolean poll(Duration timeout, Job<T, X> job, Attendance attendance)
            throws X, InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        if (takeOne(job, attendance, deadline)) {
            return true;
        }
        // By its id alone: an owner that ends ends the work, also where it has a name and may begin again.
        try (Bus<T> news = chain.bus(DaoRef.of(owner.type(), owner.key()), field, Position.NOW)) {
            for (;;) {
                // Again, for what came before the bus was there.
                if (takeOne(job, attendance, deadline)) {
                    return true;
                }
                if (deadline.remaining() <= 0 || attendance.isOver()) {
                    return false;
                }
                attendance.awaits(news);
                var _ = news.poll(shorter(candidates.idle(), Duration.ofNanos(Math.max(0, deadline.remaining()))));
                attendance.awaits(null);
            }
        } finally {
            attendance.awaits(null);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Works on one item if there is one to be had now. */
    private <X extends Exception> boolean takeOne(Job<T, X> job, Attendance attendance, Deadline deadline)
            throws X {
        while (!attendance.isOver()) {
            Optional<DaoRef<T>> item = candidates.choose();
            if (item.isEmpty()) {
                return false;
            }
            if (take(item.get(), job, attendance, Duration.ofNanos(Math.max(0, deadline.remaining())))) {
                return true;
            }
        }
        return false;
    }

    /** Works on that item, unless somebody else does or has. */
    private <X extends Exception> boolean take(DaoRef<T> item, Job<T, X> job, Attendance attendance, Duration left)
            throws X {
        Job.Attempt<X> attempt = job.on(item);
        try {
            Optional<Registration> held = lock.tryTake(item, left);
            if (held.isEmpty()) {
                candidates.held(item);
                return false;
            }
            try (Registration _ = held.get()) {
                if (attendance.isOver()) {
                    candidates.giveBack(item);
                    return false;
                }
                attendance.begins();
                Outcome outcome = attempt.make();
                candidates.gone(item, outcome);
                return outcome == Outcome.DONE;
            }
        } catch (Throwable e) { // which is more than the compiler knows of
            setBack(item, e, attempt.fault(e), attendance);
            throw e;
        }
    }

    private void setBack(DaoRef<T> item, Throwable e, Fault fault, Attendance attendance) {
        if (fault == Fault.CHAIN) {
            candidates.giveBack(item);
            return;
        }
        int setbacks = candidates.setBack(item);
        boolean givenUp = fault == Fault.ITEM && isGivenUp(item, e);
        attendance.setBack(new Attendance.Setback(item, e, fault, setbacks, givenUp));
    }

    /** Counts a failure of the item, and tells whether it was one too many. */
    private boolean isGivenUp(DaoRef<T> item, Throwable e) {
        try {
            return failures.count(item, e, mostFailures) >= mostFailures;
        } catch (RuntimeException uncounted) { // whatever it is, what the worker threw says more
            e.addSuppressed(uncounted);
            return false;
        }
    }

    @Override
    public Registration serve(int atATime, Worker<T, ?> worker) {
        if (atATime < 1) {
            throw new IllegalArgumentException("one item or more is worked on at a time, not " + atATime);
        }
        Objects.requireNonNull(worker, "worker");
        return crew("queue " + field.name(), working((dio, item) -> onOwnThread(worker, dio, item)), atATime);
    }

    private static <T, X extends Exception> void onOwnThread(Worker<T, X> worker, Dio dio, Dao<T> item) throws X {
        try {
            worker.work(dio, item);
        } finally {
            Interruption.forget();
        }
    }

    private <X extends Exception> Job<T, X> working(Worker<T, X> worker) {
        return new Working<>(chain, owner, field, Objects.requireNonNull(worker, "worker"));
    }

    /**
     * Has that done with items, so many at a time. Closing ends that, and waits for nothing.
     *
     * @param name for the log
     */
    public Registration serve(String name, Job<T, ?> job, int atATime) {
        return crew(name, job, atATime)::stop;
    }

    private <X extends Exception> Crew crew(String name, Job<T, X> job, int atATime) {
        Semaphore lead = new Semaphore(1);
        return Crew.start(name, atATime, loop -> new Serving<>(name, chain, this, job, loop, lead).run());
    }

    @Override
    public WorkQueue<T> poisonAfter(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("an item is given up after one failure or more, not after " + count);
        }
        return new CollectionQueue<>(chain, owner, field, candidates, lock, failures, count);
    }

    @Override
    public Field.Vec<T> poisoned() {
        return Field.vec(failures.aside(), field.type());
    }

    @Override
    public String toString() {
        return "WorkQueue[" + field.name() + " of " + owner + "]";
    }
}
