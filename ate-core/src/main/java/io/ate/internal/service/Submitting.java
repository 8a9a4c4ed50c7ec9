package io.ate.internal.service;

import io.ate.AteException;
import io.ate.Chain;
import io.ate.Dao;
import io.ate.Dio;
import io.ate.DurableCall;
import io.ate.NoSuchObjectException;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Service;
import io.ate.ServiceDescription;
import io.ate.ServiceException;
import io.ate.ServiceUnavailableException;
import io.ate.Session;
import io.ate.WorkQueue.Failure;
import io.ate.internal.dao.ObjectNews;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.dao.SessionLease;
import io.ate.internal.replica.Deadline;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one service by requests that are stored, for one handle of a chain. Immutable and thread-safe. */
public final class Submitting<Q, A> {
    private static final Logger LOG = LoggerFactory.getLogger(Submitting.class);

    private final OpenChain open;
    private final SessionLease handle;
    private final Chain chain;
    private final Mailbox<Q, A> mailbox;
    private final Declaration declaration;
    private final Duration patience;

    /**
     * Has asked nothing yet.
     *
     * @param handle the use of its session's keys that the handle has
     * @param chain the handle; its commits are durable when they return
     */
    public Submitting(OpenChain open, SessionLease handle, Chain chain, Service<Q, A> service, Duration patience) {
        this.open = open;
        this.handle = handle;
        this.chain = chain;
        this.declaration = Declaration.of(service, chain);
        this.mailbox = new Mailbox<>(service, declaration.object());
        this.patience = patience;
    }

    /** Stores a request. */
    public DurableCall<A> submit(Q request) {
        demandSame();
        Optional<DurableCall<A>> known = added(request);
        if (known.isEmpty()) {
            chain.sync(); // what announces the service may be on its way
            demandSame();
            known = added(request);
        }
        return known.orElseThrow(
                () -> unavailable(Reason.NOBODY_SERVES, "is not in the chain: nobody has served it yet", false));
    }

    private void demandSame() {
        try (SessionLease use = handle.further()) {
            declaration.demandToAsk(open, use, Deadline.in(patience));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw unavailable(null, "was not asked: this thread was interrupted", false);
        }
    }

    private Optional<DurableCall<A>> added(Q request) {
        Session session = chain.session();
        return chain.commit(dio -> mailbox.box(dio).map(_ -> {
            Dao<Mailbox.Box> box = mailbox.open(dio, session);
            return submitted(box.in(mailbox.requests()).add(request, mailbox.ofRequest(dio, box, session)).key());
        }));
    }

    /** A request that was stored before, by this or another program. */
    public DurableCall<A> submitted(PrimaryKey id) {
        return new Call(id);
    }

    /** Stores a request, and waits for its reply, which it takes away. */
    public A invoke(Q request) {
        DurableCall<A> call = submit(request);
        A reply;
        try {
            reply = call.await();
        } catch (ServiceException e) {
            forget(call);
            throw e;
        }
        forget(call);
        return reply;
    }

    private static void forget(DurableCall<?> call) {
        try {
            call.forget();
        } catch (AteException | IllegalStateException e) { // what it was replied to is known all the same
            LOG.debug("the reply of {} stays for a day", call, e);
        }
    }

    private ServiceUnavailableException unavailable(@Nullable Reason reason, String what, boolean mayHaveRun) {
        return new ServiceUnavailableException(reason, "the service " + mailbox.service().name() + " " + what,
                mayHaveRun);
    }

    private final class Call implements DurableCall<A> {
        private final PrimaryKey id;

        private Call(PrimaryKey id) {
            this.id = id;
        }

        @Override
        public PrimaryKey id() {
            return id;
        }

        @Override
        public A await() {
            Deadline deadline = Deadline.in(patience);
            // A request goes with the commit that brings its reply.
            try (ObjectNews.Watch request = open.news().of(id, handle)) {
                for (;;) {
                    Optional<A> reply = chain.commit(this::reply);
                    if (reply.isPresent()) {
                        return reply.get();
                    }
                    if (!request.await(deadline)) {
                        throw unavailable(null, "gave no reply in time to request " + id
                                + ", which stays until somebody serves it", true);
                    }
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw unavailable(null,
                        "was asked by request " + id + ", and this thread was interrupted while it waited",
                        true);
            }
        }

        /** What there is; nothing as long as the request waits, or its reply is not confirmed. */
        private Optional<A> reply(Dio dio) {
            Dao<ServiceDescription> there = mailbox.find(dio).orElseThrow(this::gone);
            Optional<Dao<A>> reply = mailbox.replies(there).find(id.toString());
            Optional<Dao<Failure>> failure = mailbox.failures(there).find(id.toString());
            if (failure.filter(each -> each.version() > 0).isPresent()) {
                throw failed(failure.get().value());
            }
            if (reply.isEmpty() && failure.isEmpty() && mailbox.waiting(dio, id).isEmpty()) {
                declaration.other(there).ifPresent(other -> {
                    throw declaration.askedAs(other);
                });
                throw gone();
            }
            return reply.filter(each -> each.version() > 0).map(Dao::value);
        }

        private ServiceException failed(Failure told) {
            return new ServiceException(told.error(), "the service " + mailbox.service().name() + " failed: "
                    + told.error() + ": " + told.message());
        }

        private NoSuchObjectException gone() {
            return new NoSuchObjectException("there is neither request " + id + " to the service "
                    + mailbox.service().name() + " nor a reply to it: it was forgotten, or removed", id);
        }

        @Override
        public void forget() {
            chain.run(dio -> mailbox.find(dio).ifPresent(there -> {
                var _ = mailbox.replies(there).remove(id.toString());
                var _ = mailbox.failures(there).remove(id.toString());
            }));
        }

        @Override
        public String toString() {
            return "DurableCall[" + id + " to " + mailbox.service().name() + "]";
        }
    }
}
