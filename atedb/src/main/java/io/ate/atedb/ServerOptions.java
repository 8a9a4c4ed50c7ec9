package io.ate.atedb;

import io.ate.atedb.place.Durations;
import io.ate.atedb.place.ServerAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server is meant, and how long to wait for it. Confined to the thread that runs the command. */
final class ServerOptions {
    @Option(names = "--server", paramLabel = "ADDRESS", defaultValue = "ws://localhost:5000/db",
            converter = AddressConverter.OfServer.class,
            description = "The server of chains that are given by name alone (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private ServerAddress server;

    @Option(names = "--server-key", paramLabel = "FINGERPRINT",
            description = "Demand this identity of the server (default: the one in known_servers; a new server's is "
                    + "remembered there).")
    private @Nullable String serverKey;

    @Option(names = "--deadline", paramLabel = "DURATION", defaultValue = "30s", converter = Durations.class,
            description = "How long to wait for a server that is away (default: ${DEFAULT-VALUE}).")
    private Duration deadline = Duration.ZERO;

    /** The server of chains that are given by name alone. */
    ServerAddress server() {
        return demanding(server);
    }

    /** That server, with the identity that the options demand. */
    ServerAddress demanding(ServerAddress address) {
        return serverKey == null ? address : address.withFingerprint(serverKey);
    }

    Duration deadline() {
        return deadline;
    }
}
