package io.ate.internal.queue;

import io.ate.Chain;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.PrimaryKey;
import io.ate.WorkQueue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The work on one item and its removal, as one commit. The removal holds only of the item as it was found, so of all
 * who try, one commit is admitted; what else may keep others from trying only saves work. Confined to one call.
 */
public final class Taking<T, X extends Exception> implements Chain.Body<Taking.Outcome, X> {
    private final PrimaryKey owner;
    private final DaoRef<T> ref;
    private final WorkQueue.Worker<T, X> worker;
    private @Nullable Throwable failure;

    /** What came of it, once it is committed. */
    public enum Outcome {
        /** The item was worked on, and is no more. */
        DONE,
        /** Somebody else was first. */
        GONE
    }

    /** @param owner the object whose collection the item is in */
    public Taking(PrimaryKey owner, DaoRef<T> ref, WorkQueue.Worker<T, X> worker) {
        this.owner = owner;
        this.ref = ref;
        this.worker = worker;
    }

    @Override
    public Outcome run(Dio dio) throws X {
        Optional<Dao<T>> found = dio.find(ref);
        if (found.isEmpty() || found.get().parent().filter(parent -> parent.key().equals(owner)).isEmpty()) {
            return Outcome.GONE;
        }
        work(dio, found.get());
        if (dio.exists(ref)) {
            dio.delete(ref);
        }
        return Outcome.DONE;
    }

    private void work(Dio dio, Dao<T> item) throws X {
        try {
            worker.work(dio, item);
        } catch (Exception | Error e) {
            failure = e;
            throw e;
        }
    }

    /** What the worker has thrown, if it has. */
    @Nullable
    Throwable failure() {
        return failure;
    }
}
