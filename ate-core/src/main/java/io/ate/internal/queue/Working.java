package io.ate.internal.queue;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.WorkQueue.Worker;
import io.ate.internal.queue.Taking.Outcome;

/** The job of a queue's worker: each attempt is one commit. Immutable and thread-safe. */
record Working<T, X extends Exception>(Chain chain, DaoRef<?> owner, Field.Vec<T> field, Worker<T, X> worker)
        implements
        Job<T, X> {
    @Override
    public Attempt<X> on(DaoRef<T> item) {
        Taking<T, X> taking = new Taking<>(owner, field, item, worker);
        return new Attempt<>() {
            @Override
            public Outcome make() throws X {
                return chain.commit(taking);
            }

            @Override
            public Fault fault(Throwable failure) {
                return Fault.of(failure, taking.threw(failure));
            }
        };
    }
}
