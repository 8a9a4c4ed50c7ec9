package io.ate.atedb;

import io.ate.AteException;
import io.ate.Chain;
import io.ate.CommitRejectedException;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Reason;
import io.ate.Session;
import io.ate.atedb.console.Messages;
import io.ate.atedb.console.Stop;
import io.ate.atedb.place.ChainAddress;
import io.ate.atedb.place.Places;
import io.ate.atedb.place.ServerAddress;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The way to one server, for whoever acts. Owns the keys and closes them. Confined to the thread that runs the command.
 */
final class Connection implements AutoCloseable {
    private static final Duration RETRY = Duration.ofMillis(250);

    private final AteClient client;
    private final ServerAddress server;
    private final Optional<KeyBundle> keys;
    private final Messages messages;

    /** Connects when something is asked for; what is asked for may take until the deadline. */
    Connection(ServerAddress server, Places places, Optional<KeyBundle> keys, Duration deadline, Messages messages) {
        this.server = server;
        this.keys = keys;
        this.messages = messages;
        client = AteClient.create(server.toString(), ClientConfig.defaults()
                .knownServers(places.knownServers())
                .onNewServer(messages::say)
                .deadline(deadline));
    }

    /**
     * A chain that is there.
     *
     * @throws NoSuchChainException if it is not
     */
    Chain openExisting(ChainAddress chain) {
        return find(chain).orElseThrow(() -> new NoSuchChainException(chain.at(server)));
    }

    /** A chain, which is created for the caller alone if it is not there. */
    Chain openOrCreate(ChainAddress chain) {
        Optional<Chain> existing = find(chain);
        if (existing.isPresent()) {
            return existing.get();
        }
        Chain created = client.open(chain.at(server), session());
        messages.say("Created " + link(created) + ", for your key alone.");
        return created;
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
        return new ChainAddress(Optional.empty(), chain.name(), Optional.of(chain.id()))
                .at(server.withFingerprint(client.serverIdentity().fingerprint()));
    }

    /** The chains that whoever acts may open. */
    List<AteClient.ChainSummary> chains() {
        return client.chains(session());
    }

    /** How the server is doing. */
    Condition status() {
        AteClient.ServerCondition condition = client.status(session());
        return new Condition(condition.version(), condition.uptime().toSeconds(), condition.chains()
                .stream()
                .map(each -> new Condition.ChainCondition(each.name().text(), each.id().toString(), each.bytes(),
                        each.sequence(), each.subscribers(), each.commitsPerSecond(), each.bytesPerSecond()))
                .toList());
    }

    /** Deletes a chain. */
    void drop(ChainAddress chain) {
        client.drop(chain.at(server), session());
    }

    /** The keys that act. */
    KeyBundle requireKeys() {
        return keys.orElseThrow(MissingKeyException::new);
    }

    private Optional<Chain> find(ChainAddress chain) {
        try {
            return Optional.of(client.openExisting(chain.at(server), session()));
        } catch (CommitRejectedException e) {
            if (e.reason() == Reason.NO_SUCH_CHAIN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Session session() {
        return KeyOptions.session(keys);
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (AteException e) {
            messages.trace(e);
        } finally {
            keys.ifPresent(KeyBundle::close);
        }
    }
}
