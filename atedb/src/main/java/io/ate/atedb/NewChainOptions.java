package io.ate.atedb;

import io.ate.KeyBundle;
import io.ate.atedb.console.Messages;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.place.ChainAddress;
import io.ate.atedb.place.Places;
import io.ate.atedb.place.ServerAddress;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which chain is meant, at which server, and who acts. Confined to the thread that runs the command. */
final class NewChainOptions {
    private final Surroundings surroundings;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final KeyOptions key;

    @Parameters(index = "0", paramLabel = "CHAIN", converter = ChainAddressConverter.class,
            description = "The chain's name, or ws://host[:port]/db/<name>[#fingerprint][&chain=<id>].")
    @SuppressWarnings("NullAway.Init") // picocli demands it
    private ChainAddress chain;

    NewChainOptions(Surroundings surroundings) {
        this.surroundings = surroundings;
        key = new KeyOptions(surroundings);
    }

    /** The chain as the caller named it. */
    ChainAddress chain() {
        return chain;
    }

    /** Its server. */
    ServerAddress server() {
        return server.demanding(chain.server().orElseGet(server::server));
    }

    /** Acts under whatever keys there are, or none, as far as that goes. The caller closes it. */
    Connection connect(TrustOptions trust, Messages messages) {
        return connect(key.keys(), trust, messages);
    }

    /**
     * Acts under keys. The caller closes it.
     *
     * @throws MissingKeyException if there are none
     */
    Connection connectWithKeys(TrustOptions trust, Messages messages) {
        return connect(Optional.of(key.requireKeys()), trust, messages);
    }

    private Connection connect(Optional<KeyBundle> keys, TrustOptions trust, Messages messages) {
        return Connection.to(server(), Places.of(surroundings), keys, server.deadline(), trust, messages);
    }
}
