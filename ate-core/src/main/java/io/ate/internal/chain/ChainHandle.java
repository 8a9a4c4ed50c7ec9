package io.ate.internal.chain;

import io.ate.Bus;
import io.ate.Chain;
import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.ChainUnavailableException;
import io.ate.Changes;
import io.ate.Checkpoint;
import io.ate.CommitId;
import io.ate.CommitRejectedException;
import io.ate.Dao;
import io.ate.DaoForeign;
import io.ate.DaoRef;
import io.ate.DurableCall;
import io.ate.EventStream;
import io.ate.Field;
import io.ate.Follower;
import io.ate.Index;
import io.ate.Lock;
import io.ate.MaterializedView;
import io.ate.Outbox;
import io.ate.Outcome;
import io.ate.Position;
import io.ate.PrimaryKey;
import io.ate.Proof;
import io.ate.Registration;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Service;
import io.ate.Session;
import io.ate.Trust;
import io.ate.Type;
import io.ate.WorkQueue;
import io.ate.internal.bus.Buses;
import io.ate.internal.bus.Following;
import io.ate.internal.bus.NamedCheckpoint;
import io.ate.internal.bus.StreamHandle;
import io.ate.internal.dao.Committing;
import io.ate.internal.dao.Interruption;
import io.ate.internal.dao.KeptCommits;
import io.ate.internal.dao.Locking;
import io.ate.internal.dao.ObjectNames;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.dao.PastValues;
import io.ate.internal.dao.SessionLease;
import io.ate.internal.index.Aggregation;
import io.ate.internal.index.Projections;
import io.ate.internal.index.Selection;
import io.ate.internal.queue.CollectionQueue;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.ProvenEvent;
import io.ate.internal.service.Answering;
import io.ate.internal.service.Declaration;
import io.ate.internal.service.Invoking;
import io.ate.internal.service.Serving;
import io.ate.internal.service.Submitting;
import io.ate.internal.text.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An open chain in the hands of one session, with one scope and one deadline. Immutable and thread-safe. */
final class ChainHandle implements Chain {
    /** So often it is looked whether the server has signed another head. */
    private static final Duration NEXT_HEAD = Duration.ofMillis(50);
    private final OpenChain chain;
    private final Projections projections;
    private final SessionLease session;
    private final Scope scope;
    private final Duration patience;
    private final Closing closing;

    /** What closing a handle does. */
    enum Closing {
        /** Closes the chain. */
        CHAIN,
        /** Ends the use of its session's keys. */
        SESSION,
        /** Nothing: it has nothing of its own. */
        NOTHING
    }

    ChainHandle(OpenChain chain, Projections projections, SessionLease session, Scope scope, Duration patience,
            Closing closing) {
        this.chain = chain;
        this.projections = projections;
        this.session = session;
        this.scope = scope;
        this.patience = patience;
        this.closing = closing;
    }

    @Override
    public ChainName name() {
        return chain.genesis().record().name();
    }

    @Override
    public ChainId id() {
        return chain.id();
    }

    @Override
    public String link() {
        return chain.link()
                .orElseThrow(() -> new IllegalStateException("the chain " + name()
                        + " is at no server, so that nobody opens it from elsewhere"));
    }

    @Override
    public Trust trust() {
        return chain.trust();
    }

    @Override
    public Session session() {
        return session.session();
    }

    @Override
    public long sequence() {
        demandOpen();
        return chain.replica().sequence();
    }

    @Override
    public void await(long sequence) {
        if (sequence < 0) {
            throw new IllegalArgumentException("sequences begin at 1, not " + sequence);
        }
        demandOpen();
        if (chain.replica().sequence() < sequence) {
            chain.replica()
                    .demandServer("the chain is known here up to " + chain.replica().sequence() + ", and not up to "
                            + sequence);
        }
        try {
            if (!chain.replica().await(sequence, Deadline.in(patience))) {
                throw new ChainUnavailableException("the chain " + name() + " is known here up to "
                        + chain.replica().sequence() + ", and not up to " + sequence + " in time" + chain.fault());
            }
        } catch (InterruptedException e) {
            throw Interruption.of("waiting for sequence " + sequence, e);
        }
    }

    @Override
    public long sync() {
        demandOpen();
        try {
            if (!chain.sync(Deadline.in(patience))) {
                throw new ChainUnavailableException("the server of chain " + name()
                        + " has not answered in time all that it was sent" + chain.fault());
            }
            return chain.replica().sequence();
        } catch (InterruptedException e) {
            throw Interruption.of("waiting for answers", e);
        }
    }

    @Override
    public Proof proof(DaoRef<?> ref) {
        Objects.requireNonNull(ref, "ref");
        demandOpen();
        Deadline deadline = Deadline.in(patience);
        try {
            for (;;) {
                Optional<ProvenEvent> proven = chain.replica().prove(ref.key());
                if (proven.isPresent()) {
                    return ProofForm.of(id(), proven.get());
                }
                chain.replica().demandServer("the head of its history that it would have to sign");
                if (deadline.remaining() <= 0) {
                    throw new ChainUnavailableException(
                            "the server has signed no head in time over the newest event of "
                                    + "object " + ref.key() + chain.fault());
                }
                chain.replica().pause(deadline.orIn(NEXT_HEAD));
            }
        } catch (InterruptedException e) {
            throw Interruption.of("waiting for a signed head", e);
        }
    }

    @Override
    public Lock lock(DaoRef<?> ref) {
        return lock(ref, patience);
    }

    @Override
    public Lock lock(DaoRef<?> ref, Duration timeout) {
        demandHistory("what was written under earlier locks");
        demandAhead("timeout", timeout);
        return new Locking(chain, session).lock(ref, timeout, Deadline.in(patience));
    }

    @Override
    public Optional<Lock> tryLock(DaoRef<?> ref) {
        demandHistory("what was written under earlier locks");
        return new Locking(chain, session).tryLock(ref, Deadline.in(patience));
    }

    @Override
    public <T> DaoRef<T> store(T value) {
        return commit(dio -> dio.store(value).ref());
    }

    @Override
    public <T> DaoRef<T> store(T value, Rules rules) {
        return commit(dio -> dio.store(value, rules).ref());
    }

    @Override
    public <T> DaoRef<T> store(Type<T> type, T value) {
        return commit(dio -> dio.store(type, value).ref());
    }

    @Override
    public <T> DaoRef<T> store(Type<T> type, T value, Rules rules) {
        return commit(dio -> dio.store(type, value, rules).ref());
    }

    @Override
    public <T> DaoRef<T> store(DaoRef<T> ref, T value) {
        return commit(dio -> dio.store(ref, value).ref());
    }

    @Override
    public <T> DaoRef<T> store(DaoRef<T> ref, T value, Rules rules) {
        return commit(dio -> dio.store(ref, value, rules).ref());
    }

    @Override
    public <T> void overwrite(DaoRef<T> ref, T value) {
        run(dio -> dio.overwrite(ref, value));
    }

    @Override
    public <T> T get(DaoRef<T> ref) {
        return commit(dio -> dio.load(ref).value());
    }

    @Override
    public <T> Optional<T> find(DaoRef<T> ref) {
        return commit(dio -> dio.find(ref).map(Dao::value));
    }

    @Override
    public void delete(DaoRef<?> ref) {
        run(dio -> dio.delete(ref));
    }

    @Override
    public <T> DaoRef<T> ref(Type<T> type, String name) {
        demandOpen();
        return ObjectNames.ref(chain, session, type, name);
    }

    @Override
    public <T> DaoForeign<T> foreign(DaoRef<T> ref) {
        return new DaoForeign<>(link(), Objects.requireNonNull(ref, "ref"));
    }

    @Override
    public <R extends @Nullable Object, X extends Exception> R commit(Body<R, X> body) throws X {
        Objects.requireNonNull(body, "body");
        demandOpen();
        try (SessionLease use = session.further()) {
            return new Committing(chain, use, scope, Deadline.in(patience)).untilDone(body);
        }
    }

    @Override
    public <R extends @Nullable Object, X extends Exception> CompletableFuture<R> commitAsync(Body<R, X> body)
            throws X {
        Objects.requireNonNull(body, "body");
        demandOpen();
        SessionLease use = session.further();
        @Nullable
        CompletableFuture<R> answer = null;
        try {
            answer = new Committing(chain, use, scope, Deadline.in(patience)).once(body);
            use.endWith(answer);
            return answer;
        } finally {
            if (answer == null) {
                use.close();
            }
        }
    }

    @Override
    public Chain as(Session other) {
        demandOpen();
        return new ChainHandle(chain, projections, chain.enter(other), scope, patience, Closing.SESSION);
    }

    @Override
    public Chain with(Scope other) {
        demandOpen();
        chain.demandScope(Objects.requireNonNull(other, "scope"));
        return new ChainHandle(chain, projections, session, other, patience, Closing.NOTHING);
    }

    @Override
    public Chain within(Duration deadline) {
        demandOpen();
        demandAhead("deadline", deadline);
        return new ChainHandle(chain, projections, session, scope, deadline, Closing.NOTHING);
    }

    private static void demandAhead(String what, Duration time) {
        if (!Objects.requireNonNull(time, what).isPositive()) {
            throw new IllegalArgumentException("a " + what + " is positive, not " + Durations.text(time));
        }
    }

    @Override
    public Registration onRefused(Consumer<? super CommitRejectedException> listener) {
        demandOpen();
        return chain.answers().listen(Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public Outbox outbox() {
        demandOpen();
        return new KeptCommits(chain, session);
    }

    @Override
    public Outcome outcome(CommitId commit) {
        demandOpen();
        return chain.outcome(Objects.requireNonNull(commit, "commit"), Deadline.in(patience));
    }

    private PastValues values() {
        return new PastValues(chain, session, patience);
    }

    @Override
    public Changes changes(Position position) {
        demandHistory("what changes");
        return Buses.ofEverything(values(), position);
    }

    @Override
    public <T> Bus<T> bus(DaoRef<?> owner, Field.Vec<T> field, Position position) {
        demandHistory("what changes");
        return Buses.ofCollection(values(), owner, field, field.type(), position);
    }

    @Override
    public <V> Bus<V> bus(DaoRef<?> owner, Field.Map<?, V> field, Position position) {
        demandHistory("what changes");
        return Buses.ofCollection(values(), owner, field, field.type(), position);
    }

    @Override
    public <T> Bus<T> bus(DaoRef<?> owner, Field.Child<T> field, Position position) {
        demandHistory("what changes");
        return Buses.ofCollection(values(), owner, field, field.type(), position);
    }

    @Override
    public <T> Bus<T> bus(DaoRef<?> owner, Field.Stream<T> field, Position position) {
        demandHistory("what changes");
        return Buses.ofCollection(values(), owner, field, field.type(), position);
    }

    @Override
    public <T> Bus<T> bus(Type<T> type, Position position) {
        demandHistory("what changes");
        return Buses.ofType(values(), type, position);
    }

    @Override
    public Checkpoint checkpoint(String checkpoint) {
        demandOpen();
        return new NamedCheckpoint(with(Scope.FULL), checkpoint);
    }

    @Override
    public <T> Registration follow(String checkpoint, Bus.Source<T> source, Follower<T> follower) {
        demandHistory("what changes");
        return Following.start(with(Scope.FULL), checkpoint, source, follower);
    }

    @Override
    public <T> WorkQueue<T> queue(DaoRef<?> owner, Field.Vec<T> field) {
        demandHistory("what there is to do");
        return CollectionQueue.of(with(Scope.FULL), owner, field, chain.clock());
    }

    @Override
    public <T> EventStream<T> stream(DaoRef<?> owner, Field.Stream<T> field) {
        demandOpen();
        return new StreamHandle<>(this, owner, field);
    }

    @Override
    public <Q, A> Registration serve(Service<Q, A> service, Service.CallHandler<? super Q, ? extends A> handler) {
        Objects.requireNonNull(handler, "handler");
        demandHistory("what services rely on");
        return served(service, handler, new Answering.Handling.Before<>(handler));
    }

    @Override
    public <Q, A> Registration serve(Service<Q, A> service, Service.CommitHandler<? super Q, ? extends A> handler) {
        Objects.requireNonNull(handler, "handler");
        demandHistory("what services rely on");
        return served(service, (request, call) -> this.<A, Exception>commit(dio -> handler.handle(dio, request, call)),
                new Answering.Handling.Within<>(handler));
    }

    private <Q, A> Registration served(Service<Q, A> service, Service.CallHandler<? super Q, ? extends A> handler,
            Answering.Handling<Q, A> handling) {
        Registration serving = Serving.of(chain, session, toServe(Declaration.of(service, this)), service, handler);
        @Nullable
        Registration answering = null;
        try {
            answering = new Answering<>(with(Scope.FULL), service, handling, chain.clock(), chain.newKey())
                    .begin(chain.handlers());
        } finally {
            if (answering == null) {
                serving.close();
            }
        }
        Registration durable = answering;
        return () -> {
            serving.close();
            durable.close();
        };
    }

    @Override
    public <Q, I> Registration serve(Service.Streaming<Q, I> service,
            Service.CallHandler<? super Q, ? extends Stream<? extends I>> handler) {
        Objects.requireNonNull(handler, "handler");
        demandHistory("what services rely on");
        return Serving.of(chain, session, toServe(Declaration.of(service, this)), service, handler);
    }

    /** The server lets nobody serve what it does not know yet, whatever this handle waits for. */
    private PrimaryKey toServe(Declaration declaration) {
        return declaration.toServe(with(Scope.FULL));
    }

    @Override
    public <Q, A> A invoke(Service<Q, A> service, Q request) {
        Objects.requireNonNull(request, "request");
        demandHistory("what services rely on");
        return new Invoking(chain, session, Declaration.of(service, this), patience).answer(service, request);
    }

    @Override
    public <Q, A> CompletableFuture<A> invokeAsync(Service<Q, A> service, Q request) {
        Objects.requireNonNull(request, "request");
        demandHistory("what services rely on");
        return new Invoking(chain, session, Declaration.of(service, this), patience).answerAsync(service, request);
    }

    @Override
    public <Q, A> A invokeDurably(Service<Q, A> service, Q request) {
        return submitting(service).invoke(Objects.requireNonNull(request, "request"));
    }

    @Override
    public <Q, A> DurableCall<A> submit(Service<Q, A> service, Q request) {
        return submitting(service).submit(Objects.requireNonNull(request, "request"));
    }

    @Override
    public <Q, A> DurableCall<A> submitted(Service<Q, A> service, PrimaryKey id) {
        return submitting(service).submitted(Objects.requireNonNull(id, "id"));
    }

    private <Q, A> Submitting<Q, A> submitting(Service<Q, A> service) {
        demandHistory("what services rely on");
        return new Submitting<>(chain, session, with(Scope.FULL), service, patience);
    }

    @Override
    public <Q, I> Stream<I> invoke(Service.Streaming<Q, I> service, Q request) {
        Objects.requireNonNull(request, "request");
        demandHistory("what services rely on");
        return new Invoking(chain, session, Declaration.of(service, this), patience).items(service, request);
    }

    @Override
    public <T, K extends Comparable<? super K>> Index<T, K> index(Type<T> type,
            Function<? super T, ? extends @Nullable K> key) {
        demandHistory("what an index holds");
        return projections.index(values(), Selection.ofType(type), key);
    }

    @Override
    public <T, K extends Comparable<? super K>> Index<T, K> index(DaoRef<?> owner, Field.Vec<T> field,
            Function<? super T, ? extends @Nullable K> key) {
        demandHistory("what an index holds");
        chain.demandOneField(owner, field);
        return projections.index(values(), Selection.ofCollection(owner, field), key);
    }

    @Override
    public <T, S> MaterializedView<S> view(Type<T> type, S initial,
            BiFunction<? super S, ? super T, ? extends S> with, BiFunction<? super S, ? super T, ? extends S> without) {
        demandHistory("what a view holds");
        return projections.view(values(), Selection.ofType(type), new Aggregation<>(initial, with, without));
    }

    @Override
    public <T, S> MaterializedView<S> view(DaoRef<?> owner, Field.Vec<T> field, S initial,
            BiFunction<? super S, ? super T, ? extends S> with, BiFunction<? super S, ? super T, ? extends S> without) {
        demandHistory("what a view holds");
        chain.demandOneField(owner, field);
        return projections.view(values(), Selection.ofCollection(owner, field),
                new Aggregation<>(initial, with, without));
    }

    @Override
    public void close() {
        switch (closing) {
            case CHAIN -> chain.close();
            case SESSION -> chain.end(session);
            case NOTHING -> {
                // its session and its chain are others'
            }
        }
    }

    private void demandOpen() {
        chain.demandOpen();
        session.demandGoing();
    }

    /** Demands that more of the chain is here than single objects: at its head nothing of what is asked for works. */
    private void demandHistory(String what) {
        demandOpen();
        chain.replica().demandHistory(what);
    }

    @Override
    public String toString() {
        return "Chain[" + name() + "]";
    }
}
