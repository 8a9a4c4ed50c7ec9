package io.ate.internal.queue;

import io.ate.AteException;
import io.ate.Bus;
import io.ate.Chain;
import io.ate.ChainUnavailableException;
import io.ate.DaoRef;
import io.ate.DeadlineExceededException;
import io.ate.Field;
import io.ate.InterruptedCommitException;
import io.ate.Position;
import io.ate.Registration;
import io.ate.WorkQueue;
import io.ate.internal.bus.Loop;
import io.ate.internal.bus.Setbacks;
import io.ate.internal.queue.Taking.Outcome;
import io.ate.internal.replica.Deadline;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A queue over a collection. It keeps nothing but which items this program works on, or leaves alone for a while: what
 * there is to do stands in the chain. Thread-safe.
 */
public final class CollectionQueue<T> implements WorkQueue<T> {
    private static final Duration FOREVER = Duration.ofDays(10_000);
    private static final int MOST_FAILURES = 5;
    /** After that time an item that another program works on is looked at again. */
    private static final Duration HELD = Duration.ofSeconds(1);

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
        return new CollectionQueue<>(chain, owner, field, new Candidates<>(chain, owner, field), ItemLock.of(chain),
                new Failures(chain, owner, field.name() + ".poisoned", clock), MOST_FAILURES);
    }

    @Override
    public <X extends Exception> void process(Worker<T, X> worker) throws X, InterruptedException {
        if (!poll(FOREVER, worker)) {
            throw new IllegalStateException("no item in " + FOREVER);
        }
    }

    @Override
    public <X extends Exception> boolean poll(Duration timeout, Worker<T, X> worker) throws X, InterruptedException {
        return poll(timeout, worker, _ -> {
        });
    }

    /** @param waiting is told of the bus that is waited for, and of null when that is over */
    <X extends Exception> boolean poll(Duration timeout, Worker<T, X> worker, Consumer<@Nullable Bus<?>> waiting)
            throws X, InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        if (takeOne(worker)) {
            return true;
        }
        try (Bus<T> news = chain.bus(owner, field, Position.NOW)) {
            for (;;) {
                // Again, for what came before the bus was there.
                if (takeOne(worker)) {
                    return true;
                }
                if (deadline.remaining() <= 0) {
                    return false;
                }
                waiting.accept(news);
                var _ = news.poll(shorter(candidates.idle(), Duration.ofNanos(deadline.remaining())));
                waiting.accept(null);
            }
        } finally {
            waiting.accept(null);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Works on one item if there is one to be had now. */
    private <X extends Exception> boolean takeOne(Worker<T, X> worker) throws X {
        for (;;) {
            Optional<DaoRef<T>> item = candidates.choose();
            if (item.isEmpty()) {
                return false;
            }
            if (take(item.get(), worker)) {
                return true;
            }
        }
    }

    /** Works on that item, unless somebody else does or has. */
    private <X extends Exception> boolean take(DaoRef<T> item, Worker<T, X> worker) throws X {
        Taking<T, X> taking = new Taking<>(owner.key(), item, worker);
        try {
            Optional<Registration> held = lock.tryTake(item);
            if (held.isEmpty()) {
                candidates.held(item, HELD);
                return false;
            }
            try (Registration _ = held.get()) {
                Outcome outcome = chain.commit(taking);
                candidates.gone(item, outcome);
                return outcome == Outcome.DONE;
            }
        } catch (Exception | Error e) {
            candidates.giveBack(item, Setbacks.pauseAfter(failuresAfter(item, taking, e)));
            throw e;
        }
    }

    /** How often the item has failed by now: it, and not what stands between it and the chain. */
    private int failuresAfter(DaoRef<T> item, Taking<?, ?> taking, Throwable e) {
        if (!e.equals(taking.failure()) || e instanceof ChainUnavailableException
                || e instanceof DeadlineExceededException || e instanceof InterruptedCommitException
                || e instanceof InterruptedException) {
            return 1;
        }
        try {
            return failures.count(item, e, mostFailures);
        } catch (AteException | IllegalStateException uncounted) { // the chain may have been closed, too
            e.addSuppressed(uncounted);
            return 1;
        }
    }

    @Override
    public Registration serve(Worker<T, ?> worker) {
        return Loop.start("queue " + field.name(),
                loop -> new Serving<>(chain, this, field.name(), worker, loop).run());
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
