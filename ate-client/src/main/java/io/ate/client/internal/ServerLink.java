package io.ate.client.internal;

import io.ate.ChainUnavailableException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.Proved;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.replica.ChainWish;
import io.ate.internal.replica.ChannelConnector;
import io.ate.internal.replica.ClientConnection;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.OneConnection;
import io.ate.internal.replica.Pins;
import io.ate.internal.replica.RemoteReplica;
import io.ate.internal.replica.ReplicaEnvironment;
import io.ate.internal.replica.SharedFailure;
import io.ate.internal.replica.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A client's one server: its connection, the replicas of its chains, and the waiting for both. Thread-safe.
 */
public final class ServerLink implements AutoCloseable {
    private static final String SOFTWARE = "ate-client";
    /** So often a question is asked anew when the connection breaks. */
    private static final int ATTEMPTS = 3;
    /** The connection ends sooner by itself, unless somebody holds up the threads that do it. */
    private static final int PATIENCE_SECONDS = 5;

    private final ServerPlace server;
    private final ClientLoops loops;
    private final ServerPinning identity;
    private final WatchedConnector connector;
    private final ClientConnection connection;
    private final Replicas replicas;
    private final Lock asking = new ReentrantLock();
    private final Set<Release> open = ConcurrentHashMap.newKeySet();

    /** @param notices takes lines for people, as when the server is away */
    public ServerLink(ServerPlace server, ServerPinning identity, ReplicaEnvironment environment, ClientLoops loops,
            Replicas replicas, Consumer<String> notices) {
        this.server = server;
        this.loops = loops;
        this.identity = identity;
        this.replicas = replicas;
        Transport transport = new WebSocketTransport(server, loops, environment.readers(),
                WebSocketTransport.Times.DEFAULT);
        this.connector = new WatchedConnector(server,
                new ChannelConnector(transport, SOFTWARE, identity, environment.entropy()), notices);
        this.connection = new ClientConnection(connector, environment.atAnotherServer(), loops::after);
    }

    /** A chain that is followed. */
    public static final class Followed {
        private final RemoteReplica replica;
        private final Release release;
        private final Supplier<Optional<String>> fault;

        private Followed(RemoteReplica replica, Release release, Supplier<Optional<String>> fault) {
            this.replica = replica;
            this.release = release;
            this.fault = fault;
        }

        public RemoteReplica replica() {
            return replica;
        }

        /** Why its server is out of reach, if it is and that is known. */
        public Optional<String> fault() {
            return fault.get();
        }

        /** Waits until the replica, which was closed, has let go of its store. */
        public void awaitRelease() {
            release.await();
        }
    }

    /**
     * Opens a chain, and waits until what the server had of it has come, or the chain is open without it.
     *
     * @param check throws if it is not the chain that is wanted; asked as soon as the chain is known
     * @param patience how long to wait until the chain is known, and then whenever nothing more of it comes
     */
    public Followed open(ChainWish wish, Pins pins, Consumer<SignedGenesis> check, Duration patience) {
        return open(wish, wish.atHead() == null ? replicas.lease(wish.name()) : Replicas.inMemory(), pins, check,
                patience);
    }

    /** As {@link #open}, for one look at a chain that may be open already. */
    public Followed openInPassing(ChainWish wish, Pins pins, Duration patience) {
        return open(wish, replicas.passing(wish.name()), pins, _ -> {
        }, patience);
    }

    private Followed open(ChainWish wish, Replicas.Lease lease, Pins pins, Consumer<SignedGenesis> check,
            Duration patience) {
        Deadline deadline = Deadline.in(patience);
        Release release = new Release();
        open.add(release);
        CompletableFuture<RemoteReplica> opening = connection.open(wish, lease.log(), pins, () -> {
            lease.close();
            open.remove(release);
            release.happened();
        });
        boolean done = false;
        try {
            RemoteReplica replica = await(opening, deadline, "the chain " + wish.name() + " could not be opened",
                    () -> connection.setback(wish));
            check.accept(replica.genesis());
            replica.awaitLive(patience, () -> fault().or(() -> connection.setback(wish)));
            replica.openedFrom().ifPresent(identity::demandSource);
            done = true;
            return new Followed(replica, release, this::fault);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            if (!done) {
                if (!opening.cancel(false) && !opening.isCompletedExceptionally()) {
                    opening.join().close();
                }
                release.await(); // or whoever tries again at once finds the replica in use
            }
        }
    }

    /**
     * Asks the server itself, once {@code keys} are proven to it; where the connection breaks, asks again.
     *
     * @throws ChainUnavailableException if there is no answer in time
     */
    public ToClient ask(List<HeldKeys> keys, ClientConnection.Question question, Deadline deadline) {
        asking.lock(); // keys of one session are never proven while another one asks
        try {
            for (int attempt = 1;; attempt++) {
                try {
                    return askOnce(keys, question, deadline);
                } catch (ChainUnavailableException e) {
                    if (attempt == ATTEMPTS || deadline.remaining() <= 0 || Thread.currentThread().isInterrupted()) {
                        throw e;
                    }
                }
            }
        } finally {
            keys.forEach(key -> connection.unprove(key.id()));
            asking.unlock();
        }
    }

    private ToClient askOnce(List<HeldKeys> keys, ClientConnection.Question question, Deadline deadline) {
        OneConnection on = new OneConnection();
        for (HeldKeys key : keys) {
            ToClient proof = await(connection.prove(on, key), deadline, "the server did not take a key");
            if (!(proof instanceof Proved)) {
                return proof;
            }
        }
        return await(connection.request(on, question), deadline, "the server did not answer");
    }

    private <T> T await(CompletableFuture<T> answer, Deadline deadline, String otherwise) {
        return await(answer, deadline, otherwise, Optional::empty);
    }

    private <T> T await(CompletableFuture<T> answer, Deadline deadline, String otherwise,
            Supplier<Optional<String>> setback) {
        try {
            return answer.get(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new ChainUnavailableException(otherwise + " in time: "
                    + fault().or(setback).orElse("the server at " + server + " is slow to answer"), e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException shared ? SharedFailure.here(shared)
                    : new ChainUnavailableException(otherwise + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static ChainUnavailableException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ChainUnavailableException(
                "this thread was interrupted while it waited for the server; that says nothing of the server", cause);
    }

    private Optional<String> fault() {
        return connection.isOffline() ? Optional.of(connection.fault()) : connector.fault();
    }

    /** Ends the connection, and makes none until {@link #online()}. */
    public void offline() {
        connection.offline();
    }

    /** Connects again, if there is something to connect for. */
    public void online() {
        connection.online();
    }

    /** Begins to end the connection and all that is open over it, which {@link #close} waits for. */
    public void beginToClose() {
        connection.close();
    }

    /** Ends the connection and all that is open over it; its replicas' place, which others may share, stays. */
    @Override
    public void close() {
        connection.close();
        if (!loops.isOnLoop()) { // which would have to send what is waited for
            connection.end().completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }
        List.copyOf(open).forEach(Release::await);
    }
}
