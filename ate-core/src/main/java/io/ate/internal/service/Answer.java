package io.ate.internal.service;

import io.ate.AteException;
import io.ate.Chain;
import io.ate.ConflictException;
import io.ate.Dao;
import io.ate.DaoMap;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.NoWriteAuthorityException;
import io.ate.Reason;
import io.ate.Service;
import io.ate.ServiceDescription;
import io.ate.WorkQueue;
import io.ate.internal.dao.Interruption;
import io.ate.internal.queue.Fault;
import io.ate.internal.queue.Job;
import io.ate.internal.queue.Taking.Outcome;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * One program's attempt to reply to one durable request: removes it with the commit that stores the reply. Confined to
 * one thread.
 */
final class Answer<Q, A> implements Job.Attempt<Exception> {
    private static final Logger LOG = LoggerFactory.getLogger(Answer.class);
    /** So many programs may end in the middle of a request before it is taken to be the reason. */
    private static final int MOST_ENDED = 5;
    /** What others do at the same time may make a handler fail; if it fails so often, it is for good. */
    private static final int MOST_CONFLICTS = 5;

    private final Answering<Q, A> answering;
    private final Chain chain;
    private final Mailbox<Q, A> mailbox;
    private final DaoRef<Q> ref;
    private @Nullable Throwable thrown;

    Answer(Answering<Q, A> answering, DaoRef<Q> ref) {
        this.answering = answering;
        this.chain = answering.chain();
        this.mailbox = answering.mailbox();
        this.ref = ref;
    }

    @Override
    public Outcome make() throws Exception {
        Optional<Long> ended = chain.commit(dio -> waiting(dio).map(request -> {
            demandRight(dio);
            return othersThatBegan(request);
        }));
        if (ended.isEmpty()) {
            return Outcome.GONE;
        }
        Outcome outcome = ended.get() < MOST_ENDED ? begin()
                : fail(new IllegalStateException("it was begun by " + ended.get()
                        + " programs, and each of them ended before it had replied"));
        answering.sweeping().sweep();
        return outcome;
    }

    private Outcome begin() throws Exception {
        note(begun -> {
            var _ = begun.put(answering.program(), new Mailbox.Begun(answering.clock().instant()));
        });
        return reply();
    }

    /** Before anything is done that could not be replied: the right to serve may have been taken. */
    private void demandRight(Dio dio) {
        if (!mailbox.mayServe(dio, chain.session())) {
            throw new NoWriteAuthorityException(Reason.NO_WRITE_AUTHORITY, "the write rule of the service "
                    + mailbox.service().name() + " names no key of this session any more", mailbox.object().key());
        }
    }

    private long othersThatBegan(Dao<?> request) {
        DaoMap<String, Mailbox.Begun> begun = mailbox.begun(request);
        return begun.size() - (begun.containsKey(answering.program()) ? 1 : 0);
    }

    private Outcome reply() throws Exception {
        for (int tries = 1;; tries++) {
            try {
                return switch (answering.handling()) {
                    case Answering.Handling.Before<Q, A>(var handler) -> replyAfter(handler);
                    case Answering.Handling.Within<Q, A>(var handler) -> replyBy(handler);
                };
            } catch (Throwable e) {
                if (fault(e) != Fault.ITEM) {
                    takeNoteBack(e);
                    throw e;
                }
                if (!(e instanceof ConflictException) || tries == MOST_CONFLICTS) {
                    return fail(e);
                }
            }
        }
    }

    private Outcome replyBy(Service.CommitHandler<? super Q, ? extends A> handler) throws Exception {
        return chain.<Outcome, Exception>commit(dio -> {
            Optional<Dao<JsonNode>> request = waiting(dio);
            if (request.isEmpty()) {
                return Outcome.GONE;
            }
            Q value = dio.load(ref).value();
            Service.Call call = call(request.get());
            A reply = handled(() -> handler.handle(dio, value, call));
            return end(dio, reply);
        });
    }

    private Outcome replyAfter(Service.CallHandler<? super Q, ? extends A> handler) throws Exception {
        record Asked<Q>(Q value, Service.Call call) {}
        Optional<Asked<Q>> asked = chain.commit(
                dio -> waiting(dio).map(request -> new Asked<>(dio.load(ref).value(), call(request))));
        if (asked.isEmpty()) {
            return Outcome.GONE;
        }
        A reply = handled(() -> handler.handle(asked.get().value, asked.get().call));
        return chain.commit(dio -> end(dio, reply));
    }

    private Service.Call call(Dao<?> request) {
        return new Service.Call(request.updated().author(), ref.key());
    }

    private A handled(Callable<? extends A> handler) throws Exception {
        try {
            return Serving.made(mailbox.service().name(), handler.call());
        } catch (Throwable e) { // which is more than the compiler knows of
            thrown = e;
            throw e;
        } finally {
            Interruption.forget();
        }
    }

    private Outcome fail(Throwable cause) {
        Failure told = Failure.of(cause);
        WorkQueue.Failure failure = new WorkQueue.Failure(told.error(), told.message(), answering.clock().instant());
        return chain.commit(dio -> end(dio, (there, request) -> {
            var _ = mailbox.failures(there)
                    .putIfAbsent(ref.key().toString(), failure, mailbox.ofReply(dio, there, request));
        }));
    }

    private Outcome end(Dio dio, A reply) {
        return end(dio, (there, request) -> {
            var _ = mailbox.replies(there)
                    .putIfAbsent(ref.key().toString(), reply, mailbox.ofReply(dio, there, request));
        });
    }

    private interface Storing {
        void reply(Dao<ServiceDescription> there, Dao<?> request);
    }

    /** Removes the request, and stores what it is replied to with, if that has not been done. */
    private Outcome end(Dio dio, Storing reply) {
        Optional<Dao<JsonNode>> request = waiting(dio);
        if (request.isEmpty()) {
            return Outcome.GONE;
        }
        reply.reply(dio.load(mailbox.object()), request.get());
        request.get().delete();
        return Outcome.DONE;
    }

    /**
     * The request, if it waits. One under an id that was replied to is none: somebody else has begun it there, whose
     * reply would stand in the place of the first one's. It is removed.
     */
    private Optional<Dao<JsonNode>> waiting(Dio dio) {
        Optional<Dao<JsonNode>> request = mailbox.waiting(dio, ref.key());
        if (request.isPresent() && mailbox.isRepliedTo(dio, ref.key())) {
            request.get().delete();
            return Optional.empty();
        }
        return request;
    }

    /** Says in the chain which programs are at the request, without waiting for that. */
    private void note(Consumer<DaoMap<String, Mailbox.Begun>> change) {
        var _ = chain.commitAsync(dio -> {
            Optional<Dao<JsonNode>> request = waiting(dio);
            request.ifPresent(there -> change.accept(mailbox.begun(there)));
            return request.isPresent();
        }).whenComplete((_, refusal) -> {
            if (refusal != null) { // somebody else was first
                LOG.debug("who has begun request {} is not noted", ref, refusal);
            }
        });
    }

    /** This program has not ended, and what has set it back is not the request. */
    private void takeNoteBack(Throwable cause) {
        try {
            note(begun -> {
                var _ = begun.remove(answering.program());
            });
        } catch (AteException | IllegalStateException e) { // the chain is closed, or out of reach
            cause.addSuppressed(e);
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // equals may be the handler's
    public Fault fault(Throwable failure) {
        return Fault.of(failure, failure == thrown);
    }
}
