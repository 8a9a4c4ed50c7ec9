package io.ate.atedb;

import io.ate.AteException;
import io.ate.Chain;
import io.ate.CommitRejectedException;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.NoReadAuthorityException;
import io.ate.NoSuchChainException;
import io.ate.Session;
import io.ate.atedb.console.Messages;
import io.ate.atedb.console.Stop;
import io.ate.atedb.place.ChainAddress;
import io.ate.atedb.place.ServerAddress;
import io.ate.client.AteClient;
import io.ate.client.ChainListings;
import io.ate.client.ServerStatus;
import java.time.Duration;
import java.util.Optional;

/** The way to one server, for whoever acts. Confined to the thread that runs the command. */
final class Connection implements AutoCloseable {
    private static final Duration RETRY = Duration.ofMillis(250);

    private final AteClient client;
    private final Destination destination;
    private final ServerAddress server;
    private final Optional<KeyBundle> keys;
    private final boolean ownsKeys;
    private final Messages messages;

    private Connection(Destination destination, Optional<KeyBundle> keys, boolean ownsKeys, Messages messages) {
        this.destination = destination;
        this.server = destination.server();
        this.keys = keys;
        this.ownsKeys = ownsKeys;
        this.messages = messages;
        client = AteClient.create(server.toString(), destination.limits(), destination.config());
    }

    /** Connects when something is asked for; closes {@code keys} at its end. */
    static Connection to(Destination destination, Optional<KeyBundle> keys, Messages messages) {
        return new Connection(destination, keys, true, messages);
    }

    /** Connects when something is asked for, with keys that stay the caller's. */
    static Connection lending(Destination destination, Optional<KeyBundle> keys, Messages messages) {
        return new Connection(destination, keys, false, messages);
    }

    /** A second way to the same server for the same keys, which stay with this one. */
    Connection another() {
        return new Connection(destination, keys, false, messages);
    }

    /**
     * A chain that is there.
     *
     * @throws NoSuchChainException if it is not
     */
    Chain openExisting(ChainAddress chain) {
        try {
            return client.openExisting(chain.at(server), session());
        } catch (NoReadAuthorityException e) {
            throw refusal(chain).unreadable(e);
        }
    }

    /**
     * A chain that is there, without its history.
     *
     * @throws NoSuchChainException if it is not
     * @throws io.ate.HistoryNeededException if it takes the history
     */
    Chain openAtHead(ChainAddress chain) {
        try {
            return client.openAtHead(chain.at(server), session());
        } catch (NoReadAuthorityException e) {
            throw refusal(chain).unreadable(e);
        }
    }

    /** Puts into words what is refused in that chain. */
    Refusal refusal(ChainAddress chain) {
        return new Refusal(chain.name(), keys.map(KeyBundle::id));
    }

    /**
     * A chain, which is created for the caller alone if it is not there; who creates it is told so, and nobody else.
     */
    Chain openOrCreate(ChainAddress chain) {
        try {
            return client.open(chain.at(server), session(),
                    created -> messages.say("Created " + link(created) + ", for your key alone."));
        } catch (NoReadAuthorityException e) {
            throw refusal(chain).unreadable(e);
        }
    }

    /** A new chain. */
    Chain create(ChainAddress chain, Genesis genesis) {
        return client.create(chain.at(server), session(), genesis);
    }

    /** A chain, as soon as it is there. */
    AwaitedChain await(ChainAddress chain, Stop stop) throws InterruptedException {
        boolean waited = false;
        while (true) {
            Optional<Chain> found = find(chain);
            if (found.isPresent()) {
                return new AwaitedChain(found.get(), waited);
            }
            if (!waited) {
                messages.say("Waiting for " + chain.at(server) + " …");
            }
            waited = true;
            if (stop.await(RETRY)) {
                throw new InterruptedException("told to stop");
            }
        }
    }

    /** The address to hand on: it pins server and chain. */
    String link(Chain chain) {
        ServerAddress pinned = destination.config()
                .knownServers()
                .fingerprint(server.bare())
                .map(server::withFingerprint)
                .orElse(server);
        return new ChainAddress(Optional.empty(), chain.name(), Optional.of(chain.id())).at(pinned);
    }

    /** Says of a link that is handed on what keeps others from using it, if anything does. */
    void warnOfLocalLink() {
        if (server.isOfThisMachine()) {
            messages.say("This link works on this machine only: for other machines put the server's name in place of "
                    + server.host() + ", and have it listen there (atedb solo --listen).");
        }
    }

    /** The address of the server. */
    String address() {
        return server.bare();
    }

    /** The chains that whoever acts may open. */
    ChainListings chains() {
        return client.chains(session());
    }

    /** How the server is doing. */
    ServerStatus status() {
        return client.status(session());
    }

    /** Deletes a chain. */
    void drop(ChainAddress chain) {
        try {
            client.drop(chain.at(server), session());
        } catch (CommitRejectedException e) {
            throw refusal(chain).undeletable(e);
        }
    }

    /** Whether somebody acts. */
    boolean hasKeys() {
        return keys.isPresent();
    }

    /** The keys that act. */
    KeyBundle requireKeys() {
        return keys.orElseThrow(MissingKeyException::new);
    }

    private Optional<Chain> find(ChainAddress chain) {
        try {
            return Optional.of(openExisting(chain));
        } catch (NoSuchChainException e) {
            return Optional.empty(); // which is the answer
        }
    }

    private Session session() {
        return keys.map(Session::of).orElseGet(Session::none);
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (AteException e) {
            messages.trace(e);
        } finally {
            if (ownsKeys) {
                keys.ifPresent(KeyBundle::close);
            }
        }
    }
}
