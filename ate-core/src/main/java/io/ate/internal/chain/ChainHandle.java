package io.ate.internal.chain;

import io.ate.Chain;
import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.ChainUnavailableException;
import io.ate.Changes;
import io.ate.CommitId;
import io.ate.CommitRejectedException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Lock;
import io.ate.Outcome;
import io.ate.Position;
import io.ate.Registration;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.Type;
import io.ate.internal.bus.ChangeCursor;
import io.ate.internal.dao.Committing;
import io.ate.internal.dao.Interruption;
import io.ate.internal.dao.Locking;
import io.ate.internal.dao.ObjectNames;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.dao.SessionLease;
import io.ate.internal.replica.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An open chain in the hands of one session, with one scope and one deadline. Immutable and thread-safe. */
final class ChainHandle implements Chain {
    private final OpenChain chain;
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

    ChainHandle(OpenChain chain, SessionLease session, Scope scope, Duration patience, Closing closing) {
        this.chain = chain;
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
        demandOpen();
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
    public Lock lock(DaoRef<?> ref) {
        return lock(ref, patience);
    }

    @Override
    public Lock lock(DaoRef<?> ref, Duration timeout) {
        demandOpen();
        demandAhead(timeout);
        return new Locking(chain, session).lock(ref, timeout, Deadline.in(patience));
    }

    @Override
    public Optional<Lock> tryLock(DaoRef<?> ref) {
        demandOpen();
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
    public <R extends @Nullable Object, X extends Exception> R commit(Body<R, X> body) throws X {
        demandOpen();
        try (SessionLease use = session.further()) {
            return new Committing(chain, use, scope, Deadline.in(patience)).untilDone(body);
        }
    }

    @Override
    public <R extends @Nullable Object, X extends Exception> CompletableFuture<R> commitAsync(Body<R, X> body)
            throws X {
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
        return new ChainHandle(chain, chain.begin(other), scope, patience, Closing.SESSION);
    }

    @Override
    public Chain with(Scope other) {
        demandOpen();
        return new ChainHandle(chain, session, other, patience, Closing.NOTHING);
    }

    @Override
    public Chain within(Duration deadline) {
        demandOpen();
        demandAhead(deadline);
        return new ChainHandle(chain, session, scope, deadline, Closing.NOTHING);
    }

    private static void demandAhead(Duration deadline) {
        if (!deadline.isPositive()) {
            throw new IllegalArgumentException("a deadline lies ahead, not at " + deadline);
        }
    }

    @Override
    public Registration onRefused(Consumer<? super CommitRejectedException> listener) {
        demandOpen();
        return chain.answers().listen(listener);
    }

    @Override
    public Outcome outcome(CommitId commit) {
        demandOpen();
        return chain.answers().outcome(commit, Deadline.in(patience));
    }

    @Override
    public Changes changes(Position position) {
        demandOpen();
        return ChangeCursor.open(chain, session, position);
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

    @Override
    public String toString() {
        return "Chain[" + name() + "]";
    }
}
