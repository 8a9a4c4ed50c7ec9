package io.ate.internal.queue;

import io.ate.Chain;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.DaoVec;
import io.ate.Dio;
import io.ate.Field;
import io.ate.WorkQueue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The work on one item and its removal, as one commit. Where the worker moves the item out of the queue, that is its
 * removal. Either holds only of the item as it was found, so of all who try, one commit is admitted; what else may keep
 * others from trying only saves work. Confined to one call.
 */
public final class Taking<T, X extends Exception> implements Chain.Body<Taking.Outcome, X> {
    private final DaoRef<?> owner;
    private final Field.Vec<T> field;
    private final DaoRef<T> ref;
    private final WorkQueue.Worker<T, X> worker;
    private @Nullable Throwable failure;

    /** What came of it, once it is committed. */
    public enum Outcome {
        /** The item was worked on, and is not in the queue any more. */
        DONE,
        /** Somebody else was first. */
        GONE
    }

    /** The work on {@code ref}, if that is in that collection of {@code owner}. */
    public Taking(DaoRef<?> owner, Field.Vec<T> field, DaoRef<T> ref, WorkQueue.Worker<T, X> worker) {
        this.owner = owner;
        this.field = field;
        this.ref = ref;
        this.worker = worker;
    }

    @Override
    public Outcome run(Dio dio) throws X {
        Optional<DaoVec<T>> queue = dio.find(owner).map(there -> there.in(field));
        Optional<Dao<T>> found = queue.flatMap(items -> waiting(dio, items));
        if (found.isEmpty()) {
            return Outcome.GONE;
        }
        work(dio, found.get());
        waiting(dio, queue.orElseThrow()).ifPresent(Dao::delete);
        return Outcome.DONE;
    }

    /** The item as long as it waits in the queue: what the worker has put elsewhere stays there. */
    private Optional<Dao<T>> waiting(Dio dio, DaoVec<T> items) {
        return dio.find(ref).filter(item -> item.isIn(items));
    }

    private void work(Dio dio, Dao<T> item) throws X {
        try {
            worker.work(dio, item);
        } catch (Throwable e) { // which is more than the compiler knows of
            failure = e;
            throw e;
        }
    }

    /** Tells whether that is what the worker has thrown: the very same, whatever it says that it is equal to. */
    @SuppressWarnings("ReferenceEquality") // equals may be the worker's
    boolean threw(Throwable thrown) {
        return thrown == failure;
    }
}
