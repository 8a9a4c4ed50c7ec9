package io.ate.atedb;

import io.ate.StoreFailedException;
import io.ate.atedb.console.Figures;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Stop;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import io.ate.atedb.place.Places;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a server on one machine. */
@Command(name = "solo", header = "Run a server on this machine.",
        description = "Run a server on this machine until it is told to stop (Ctrl-C, SIGTERM). Prints one line, its "
                + "address with the fingerprint of its identity, for clients to paste. There are no accounts: "
                + "whoever reaches the port may create chains.")
final class SoloCommand extends AtedbCommand {
    /** What making everything durable may take after the time of grace. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Mixin
    private final SoloOptions options = new SoloOptions();
    @Mixin
    private final JsonOption json = new JsonOption();

    SoloCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Results results) throws InterruptedException, IOException {
        Path data = options.data().orElseGet(() -> Places.of(surroundings()).database());
        ServerConfig config = config();
        try (AteServer server = AteServer.open(data, config);
                Stop.Listening _ = surroundings().stop().onRequest(config.grace().plus(PATIENCE), server::close)) {
            Path folder = data.toAbsolutePath().normalize();
            long chains = server.chains(); // now: whoever has read the address may stop the server at once
            long bytes = server.storeBytes();
            int connections = server.connections();
            results.line(json.isAsked()
                    ? Json.line(new Started(server.address(), folder.toString(), chains, bytes))
                    : server.address());
            results.flush();
            messages().say("data " + folder + ": " + Figures.count(chains, "chain")
                    + ", " + Figures.bytes(bytes));
            if (connections < config.limits().connections()) {
                messages().say("At most " + Figures.count(connections, "connection") + ", not "
                        + Figures.count(config.limits().connections()) + ": this process may have no more files open "
                        + "beside those of the store. \"ulimit -n\" raises that.");
            }
            Optional<StoreFailedException> failure = server.awaitEnd();
            if (failure.isPresent()) {
                throw failure.get();
            }
            messages().say("Stopped.");
        }
        return ExitCode.DONE;
    }

    private ServerConfig config() {
        try {
            return options.config();
        } catch (IllegalArgumentException e) {
            throw wrongUsage(e);
        }
    }

    /** The result as JSON: where the server is reached, its folder, and what it found there. */
    record Started(String address, String data, long chains, long bytes) {}
}
