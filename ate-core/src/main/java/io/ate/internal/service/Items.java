package io.ate.internal.service;

import io.ate.ServiceUnavailableException;
import io.ate.Type;
import io.ate.internal.dao.Attachment;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.dao.SessionLease;
import io.ate.internal.replica.Deadline;
import java.time.Duration;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The items of a reply, each taken when it is asked for. Read by one thread at a time; closing it, from any thread,
 * ends its hold on the session's keys.
 */
final class Items<Q, I> extends Spliterators.AbstractSpliterator<I> implements Attachment {
    private final OpenChain chain;
    private final SessionLease handle;
    private final SessionLease use;
    private final Asking<Q, I> asking;
    private final Type<I> type;
    private final Duration patience;
    private final Supplier<ServiceUnavailableException> interrupted;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param use is closed with it */
    Items(OpenChain chain, SessionLease handle, SessionLease use, Asking<Q, I> asking, Type<I> type, Duration patience,
            Supplier<ServiceUnavailableException> interrupted) {
        super(Long.MAX_VALUE, ORDERED | NONNULL);
        this.chain = chain;
        this.handle = handle;
        this.use = use;
        this.asking = asking;
        this.type = type;
        this.patience = patience;
        this.interrupted = interrupted;
    }

    @Override
    public boolean tryAdvance(Consumer<? super I> action) {
        if (closed.get()) {
            chain.demandOpen();
            return false;
        }
        @Nullable
        I item = null;
        try {
            item = asking.next(type, Deadline.in(patience));
        } catch (InterruptedException e) {
            throw interrupted.get();
        } finally {
            if (item == null) {
                close();
            }
        }
        if (item == null) {
            return false;
        }
        action.accept(item);
        return true;
    }

    @Override
    public SessionLease session() {
        return handle;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            chain.detach(this);
            asking.close();
            use.close();
        }
    }
}
