package io.ate.internal.service;

import io.ate.AteException;
import io.ate.Chain;
import io.ate.Dao;
import io.ate.DaoMap;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.Registration;
import io.ate.Service;
import io.ate.WorkQueue;
import io.ate.internal.queue.CollectionQueue;
import io.ate.internal.queue.Fault;
import io.ate.internal.queue.Job;
import io.ate.internal.queue.Taking.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One program's replying to durable requests: takes each from the queue that they wait in, has the handler reply, and
 * removes it with the commit that stores the reply. So a request has one reply, however many programs began it. Notes
 * in the chain that it begins, and does not wait for that. Thread-safe.
 */
public final class Answering<Q, A> implements Job<Q, Exception> {
    private static final Logger LOG = LoggerFactory.getLogger(Answering.class);
    /** So many programs may end in the middle of a request before it is taken to be the reason. */
    private static final int MOST_BEGUN = 5;
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int SWEPT_AT_ONCE = 64;

    private final Chain chain;
    private final Mailbox<Q, A> mailbox;
    private final Handling<Q, A> handling;
    private final InstantSource clock;

    /** When the handler is run. */
    public sealed interface Handling<Q, A> {
        /** Before the commit that stores its reply. */
        record Before<Q, A>(Service.CallHandler<? super Q, ? extends A> handler) implements Handling<Q, A> {}

        /** As part of that. */
        record Within<Q, A>(Service.CommitHandler<? super Q, ? extends A> handler) implements Handling<Q, A> {}
    }

    private Answering(Chain chain, Mailbox<Q, A> mailbox, Handling<Q, A> handling, InstantSource clock) {
        this.chain = chain;
        this.mailbox = mailbox;
        this.handling = handling;
        this.clock = clock;
    }

    /**
     * Begins to reply to requests, up to so many at a time.
     *
     * @param chain whose commits are durable when they return
     */
    public static <Q, A> Registration begin(Chain chain, Service<Q, A> service, Handling<Q, A> handling,
            InstantSource clock, int most) {
        Mailbox<Q, A> mailbox = new Mailbox<>(service, service.in(chain));
        DaoRef<?> box = chain.<DaoRef<?>, RuntimeException>commit(dio -> mailbox.open(dio, chain.session()).ref());
        return CollectionQueue.of(chain, box, mailbox.requests(), clock)
                .serve("durable requests to " + service.name(), new Answering<>(chain, mailbox, handling, clock), most);
    }

    @Override
    public Attempt<Exception> on(DaoRef<Q> item) {
        return new Answer(item);
    }

    private final class Answer implements Attempt<Exception> {
        private final DaoRef<Q> ref;
        private @Nullable Throwable thrown;

        private Answer(DaoRef<Q> ref) {
            this.ref = ref;
        }

        @Override
        public Outcome make() throws Exception {
            Optional<Long> begun = chain.commit(dio -> waiting(dio).map(request -> request.in(Mailbox.BEGUN).size()));
            if (begun.isEmpty()) {
                return Outcome.GONE;
            }
            Outcome outcome = begun.get() < MOST_BEGUN ? reply()
                    : fail(new IllegalStateException("it was begun " + begun.get()
                            + " times, and whoever did ended each time before he had replied"));
            sweep();
            return outcome;
        }

        private Outcome reply() throws Exception {
            note();
            try {
                return switch (handling) {
                    case Handling.Before<Q, A>(var handler) -> replyAfter(handler);
                    case Handling.Within<Q, A>(var handler) -> replyBy(handler);
                };
            } catch (Exception | Error e) {
                if (e.equals(thrown) || Fault.of(e, false) == Fault.ITEM) {
                    return fail(e);
                }
                throw e;
            }
        }

        private Outcome replyBy(Service.CommitHandler<? super Q, ? extends A> handler) throws Exception {
            return chain.<Outcome, Exception>commit(dio -> {
                Optional<Dao<Q>> request = waiting(dio);
                if (request.isEmpty()) {
                    return Outcome.GONE;
                }
                Q value = request.get().value();
                Service.Call call = call(request.get());
                A reply = handled(() -> handler.handle(dio, value, call));
                return end(dio, box -> store(box, reply));
            });
        }

        private Outcome replyAfter(Service.CallHandler<? super Q, ? extends A> handler) throws Exception {
            record Asked<Q>(Q value, Service.Call call) {}
            Optional<Asked<Q>> asked = chain.commit(
                    dio -> waiting(dio).map(request -> new Asked<>(request.value(), call(request))));
            if (asked.isEmpty()) {
                return Outcome.GONE;
            }
            A reply = handled(() -> handler.handle(asked.get().value, asked.get().call));
            return chain.commit(dio -> end(dio, box -> store(box, reply)));
        }

        private Service.Call call(Dao<Q> request) {
            return new Service.Call(request.updated().author(), ref.key());
        }

        private A handled(Callable<? extends A> handler) throws Exception {
            try {
                return handler.call();
            } catch (Exception | Error e) {
                thrown = e;
                throw e;
            }
        }

        private void store(Dao<Mailbox.Box> box, A reply) {
            var _ = box.in(mailbox.replies()).put(ref.key().toString(), reply);
        }

        private Outcome fail(Throwable cause) {
            Failure told = Failure.of(cause);
            WorkQueue.Failure failure = new WorkQueue.Failure(told.error(), told.message(), clock.instant());
            return chain.commit(dio -> end(dio, box -> {
                var _ = box.in(mailbox.failures()).put(ref.key().toString(), failure);
            }));
        }

        /** Removes the request, and stores what it is replied to with, if that has not been done. */
        private Outcome end(Dio dio, Consumer<Dao<Mailbox.Box>> reply) {
            Optional<Dao<Q>> request = waiting(dio);
            if (request.isEmpty()) {
                return Outcome.GONE;
            }
            mailbox.in(dio).ifPresent(reply);
            request.get().delete();
            return Outcome.DONE;
        }

        private Optional<Dao<Q>> waiting(Dio dio) {
            return mailbox.in(dio)
                    .flatMap(box -> dio.find(ref).filter(request -> request.isIn(box.in(mailbox.requests()))));
        }

        /** Says in the chain that the request is begun, without waiting for that. */
        private void note() {
            var _ = chain.commitAsync(dio -> {
                Optional<Dao<Q>> request = waiting(dio);
                request.ifPresent(there -> there.in(Mailbox.BEGUN).add(new Mailbox.Begun(clock.instant())));
                return request.isPresent();
            }).whenComplete((_, refusal) -> {
                if (refusal != null) { // somebody else was first
                    LOG.debug("that request {} is begun is not noted", ref, refusal);
                }
            });
        }

        @Override
        public Fault fault(Throwable failure) {
            return Fault.of(failure, false);
        }
    }

    /** Removes some of the oldest replies, if nobody has taken them for long. */
    private void sweep() {
        Instant old = clock.instant().minus(KEPT);
        try {
            List<DaoRef<?>> found = chain.commit(dio -> mailbox.in(dio)
                    .map(box -> Stream.concat(older(dio, box.in(mailbox.replies()), old),
                            older(dio, box.in(mailbox.failures()), old)).toList())
                    .orElse(List.of()));
            if (!found.isEmpty()) {
                chain.run(dio -> found.forEach(each -> dio.find(each.key()).ifPresent(Dao::delete)));
            }
        } catch (AteException e) { // they are as old the next time
            LOG.debug("old replies of {} are not removed", mailbox.service().name(), e);
        }
    }

    private static Stream<DaoRef<?>> older(Dio dio, DaoMap<String, ?> replies, Instant time) {
        return replies.refs()
                .<DaoRef<?>>map(each -> each)
                .limit(SWEPT_AT_ONCE)
                .takeWhile(each -> dio.find(each.key())
                        .filter(reply -> reply.updated().time().isBefore(time))
                        .isPresent());
    }
}
