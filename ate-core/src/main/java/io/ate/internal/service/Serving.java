package io.ate.internal.service;

import io.ate.KeyId;
import io.ate.NoWriteAuthorityException;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Registration;
import io.ate.Service;
import io.ate.Type;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.Attachment;
import io.ate.internal.dao.EphemeralValues;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.dao.SessionLease;
import io.ate.internal.event.EphemeralTerms;
import io.ate.internal.event.SignedEphemeral;
import io.ate.internal.exchange.ServingRights;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.IncomingCall;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.text.Pace;
import io.ate.internal.view.Effects;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One program's serving of one service: takes requests, sees that they are genuine and new, has the handler reply to
 * them on virtual threads, and signs what it replies. Thread-safe.
 */
public final class Serving<Q> implements Attachment, Registration {
    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    /** For the chain to get as far as the caller had seen it, in milliseconds, whatever the server says. */
    private static final int LONGEST_WAIT = 30_000;
    private static final Registration NOT_YET = () -> {
        // nothing to close
    };

    private final OpenChain chain;
    private final SessionLease handle;
    private final SessionLease session;
    private final EphemeralValues values;
    private final PrimaryKey service;
    private final String name;
    private final HeldKeys key;
    private final Type<Q> request;
    private final Work<Q> work;
    private final ReentrantLock lock = new ReentrantLock();
    private final KnownRequests known = new KnownRequests();
    private final Pace refusals = new Pace();
    /** For each one that works; a server brings the next one as soon as it has a reply, which may be a bit sooner. */
    private final Semaphore places;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Registration listening = NOT_YET;
    private volatile Registration watching = NOT_YET;

    /** What is done with a request that is genuine, new and open. */
    private interface Work<Q> {
        void reply(Q value, Service.Call call, Replying to) throws Exception;
    }

    private Serving(OpenChain chain, SessionLease handle, PrimaryKey service, String name, Type<Q> request,
            Work<Q> work) {
        this.chain = chain;
        this.handle = handle;
        this.session = handle.further();
        this.values = new EphemeralValues(chain, session);
        this.service = service;
        this.name = name;
        this.request = request;
        this.work = work;
        this.places = new Semaphore(chain.handlers());
        try {
            this.key = keyToServe(name);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Begins to serve, for the handle that has that use of its session's keys. */
    public static <Q, A> Registration of(OpenChain chain, SessionLease handle, PrimaryKey object,
            Service<Q, A> service, Service.CallHandler<? super Q, ? extends A> handler) {
        return new Serving<Q>(chain, handle, object, service.name(), service.request(),
                (value, call, to) -> to.answer(service.reply(),
                        made(service.name(), handler.handle(value, call))))
                .begun();
    }

    /** Begins to serve with streams. */
    public static <Q, I> Registration of(OpenChain chain, SessionLease handle, PrimaryKey object,
            Service.Streaming<Q, I> service,
            Service.CallHandler<? super Q, ? extends Stream<? extends I>> handler) {
        return new Serving<Q>(chain, handle, object, service.name(), service.request(), (value, call, to) -> {
            try (Stream<? extends I> items = made(service.name(), handler.handle(value, call))) {
                to.items(service.item(), items);
            }
        }).begun();
    }

    /** What a handler gave, which is something. */
    static <A> A made(String name, @Nullable A reply) {
        return Objects.requireNonNull(reply, () -> "the handler of service " + name + " gave null: it gives a reply");
    }

    private Registration begun() {
        chain.attach(this);
        watching = chain.replica().listen(this::watch);
        listening = chain.replica().services().listen(service, key, chain.handlers(), this::take);
        if (closed.get()) {
            listening.close();
            watching.close();
        }
        return this;
    }

    /** Nobody asks for what is not in the chain; whoever serves it would wait and never learn why. */
    private void watch(Effects commit) {
        for (ObjectEntry each : commit.objects()) {
            if (each.key().equals(service) && each.isDeleted()) {
                LOG.warn(
                        "the service {} was deleted from the chain {}: nobody reaches what this program serves, until the "
                                + "service is stored again, as chain.serve does",
                        name, chain.genesis().record().name());
            }
        }
    }

    private HeldKeys keyToServe(String name) {
        try (Standpoint now = chain.replica().standpoint()) {
            ObjectEntry object = now.live(service);
            for (HeldKeys each : values.held()) {
                if (object != null && ServingRights.mayServe(now, object, each.id())) {
                    return each;
                }
            }
        }
        throw new NoWriteAuthorityException(Reason.NO_WRITE_AUTHORITY, "the write rule of the service " + name
                + " names no key of this session: ask an owner to grant it. (Where everyone may write nobody is named, "
                + "and nobody's reply could be told from a stranger's: give the service a write rule of its own)",
                service);
    }

    @Override
    public SessionLease session() {
        return handle;
    }

    /** Takes no more requests; those that were begun go on to their end. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            chain.detach(this);
            listening.close();
            watching.close();
            endIfDone();
        }
    }

    private void endIfDone() {
        if (closed.get() && running.get() == 0) {
            session.close();
        }
    }

    // --- requests

    private void take(IncomingCall call) {
        if (running.incrementAndGet() > 2 * chain.handlers() || closed.get()) {
            done();
            call.caller().decline();
            return;
        }
        Thread.ofVirtual().name("ate-service").start(() -> {
            try {
                places.acquire();
                try {
                    judge(call);
                } finally {
                    places.release();
                }
            } catch (InterruptedException e) {
                call.caller().decline();
            } catch (RuntimeException e) { // the chain was closed, or the service is gone
                LOG.debug("a request is not taken", e);
                call.caller().decline();
            } finally {
                done();
            }
        });
    }

    private void done() {
        running.decrementAndGet();
        endIfDone();
    }

    /** Who asks can have this said as often as he likes. */
    private void refused(String what) {
        refusals.due().ifPresent(left -> {
            if (left == 0) {
                LOG.warn("service {}: {}", name, what);
            } else {
                LOG.warn("service {}: {} (and {} times something like it)", name, what, left);
            }
        });
    }

    private void judge(IncomingCall call) throws InterruptedException {
        Duration patience = Duration.ofMillis(Math.min(call.patience(), LONGEST_WAIT));
        if (!chain.replica().await(call.after(), Deadline.in(patience))) {
            call.caller().decline();
            return;
        }
        SignedEphemeral said;
        try {
            said = SignedEphemeral.decode(call.said());
        } catch (MalformedException e) {
            refused("what came as a request is none: " + e.getMessage());
            call.caller().decline();
            return;
        }
        try (Standpoint now = chain.replica().standpoint()) {
            ObjectEntry object = now.live(service);
            if (object == null || !(said.terms() instanceof EphemeralTerms.Request(long deadline))
                    || !said.service().equals(service) || !Authors.isGenuine(said, now, chain)) {
                refused("a request came whose signature does not hold for this service: it is not taken");
                call.caller().decline();
                return;
            }
            Hash id = said.hash(chain.id());
            Run run = new Run(values.newId(), call.caller());
            Replying replying = new Replying(chain, values, service, key, id, run);
            @Nullable
            Reason fault = values.fault(now, object, said.event(), true);
            if (fault != null) {
                replying.refuse(fault, "the request is not sealed as it is for those who read the service now");
                return;
            }
            KeyId author = said.event().facts().author();
            switch (take(id, author, now.publicKey(author) == null, run, deadline)) {
                case KnownRequests.Verdict.Known(Run before) -> {
                    if (!before.follow(call.caller())) {
                        replying.refuse(Reason.SERVICE_GONE, "its reply is not kept any more");
                    }
                }
                case KnownRequests.Verdict.OutOfTime(String text) -> replying.refuse(Reason.LIMIT, text);
                case KnownRequests.Verdict.Full() ->
                        replying.refuse(Reason.TOO_MANY_IN_FLIGHT,
                                "too many requests came in a short time, from this key, from all that the chain does "
                                        + "not know, or from everybody");
                case KnownRequests.Verdict.Begin() -> {
                    execute(said, now, object, replying);
                    answered(id, run);
                }
            }
        }
    }

    private void execute(SignedEphemeral said, Standpoint now, ObjectEntry object, Replying replying)
            throws InterruptedException {
        try {
            Q value = values.open(now, object, said.event(), request);
            now.close(); // the handler may take its time
            work.reply(value, new Service.Call(said.event().facts().author(), said.event().facts().key()), replying);
        } catch (Throwable e) { // which is more than the compiler knows of
            replying.fail(e);
            LOG.debug("a handler failed", e);
        }
    }

    private KnownRequests.Verdict take(Hash id, KeyId author, boolean stranger, Run run, long deadline) {
        lock.lock();
        try {
            return known.take(id, author, stranger, run, deadline, chain.clock().millis());
        } finally {
            lock.unlock();
        }
    }

    private void answered(Hash id, Run run) {
        lock.lock();
        try {
            known.answered(id, run);
        } finally {
            lock.unlock();
        }
    }
}
