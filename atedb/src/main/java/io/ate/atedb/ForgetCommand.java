package io.ate.atedb;

import io.ate.AteConfig;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.place.Places;
import io.ate.atedb.place.ServerAddress;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.client.KnownServers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Forgets a server's identity, and how far its chains were seen. */
@Command(name = "forget",
        description = "Forget the identity by which a server is known, and how far its chains were seen, after it was replaced "
                + "or set back. The next connection remembers what it shows then.")
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
        Places places = Places.of(surroundings());
        ClientConfig memory = ClientConfig.defaults()
                .knownServers(KnownServers.in(places.knownServers()))
                .state(places.state());
        try (AteClient client = AteClient.create(server.toString(), AteConfig.defaults(), memory)) {
            if (!client.forgetServer()) {
                messages().failure("atedb: " + server.authority() + " does not stand in " + places.knownServers()
                        + ": nothing to forget");
                return ExitCode.NO_SUCH_THING;
            }
        }
        messages().say("Forgot " + server.authority() + ".");
        return ExitCode.DONE;
    }
}
