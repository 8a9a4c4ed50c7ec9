package io.ate.atedb;

import io.ate.atedb.place.ServerAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which server is meant. Confined to the thread that runs the command. */
final class ServerOptions {
    @Option(names = "--server", paramLabel = "ADDRESS", defaultValue = "ws://localhost:5000/db",
            converter = AddressConverter.OfServer.class,
            description = "The server of chains that are given by name alone (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private ServerAddress server;

    @Option(names = "--server-key", paramLabel = "FINGERPRINT",
            description = "Demand this identity of the server (default: the one in ~/.config/ate/known_servers; a "
                    + "new server's is remembered there).")
    private @Nullable String serverKey;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it when it takes the options in
    private CommandSpec command;

    /** The server of chains that are given by name alone. */
    ServerAddress server() {
        return demanding(server);
    }

    /**
     * That server, with the identity that the options demand.
     *
     * @throws ParameterException if that is none, or the address demands another one
     */
    ServerAddress demanding(ServerAddress address) {
        try {
            return serverKey == null ? address : address.withFingerprint(serverKey.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
