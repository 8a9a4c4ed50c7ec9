package io.ate.atedb;

import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.place.Places;
import io.ate.atedb.place.ServerAddress;
import io.ate.client.KnownServers;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Forgets a server's identity. */
@Command(name = "forget",
        description = "Forget the identity by which a server is known, after it was replaced. The next "
                + "connection remembers the one that it shows then.")
final class ForgetCommand extends AtedbCommand {
    @Parameters(paramLabel = "SERVER", converter = ServerAddressConverter.class,
            description = "The server's address, ws://host[:port]/db.")
    @SuppressWarnings("NullAway.Init") // picocli demands it
    private ServerAddress server;

    ForgetCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Results results) {
        Path file = Places.of(surroundings()).knownServers();
        if (!KnownServers.in(file).forget(server.bare())) {
            messages().failure("atedb: " + server.authority() + " does not stand in " + file + ": nothing to forget");
            return ExitCode.NO_SUCH_THING;
        }
        messages().say("Forgot " + server.authority() + ".");
        return ExitCode.DONE;
    }
}
