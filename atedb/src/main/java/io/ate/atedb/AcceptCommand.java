package io.ate.atedb;

import io.ate.AteConfig;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import io.ate.atedb.place.ChainAddress;
import io.ate.atedb.place.Places;
import io.ate.atedb.place.ServerAddress;
import io.ate.client.AteClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a chain as its restored server has it. */
@Command(name = "accept", header = "Take a chain as its restored server has it.",
        description = "Take a chain as its server has it after that was restored from a backup, although you have seen "
                + "more of it: nothing else of what is known of the server changes. Ask first whoever runs it; with "
                + "this you believe it.")
final class AcceptCommand extends AtedbCommand {
    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "CHAIN", converter = AddressConverter.OfChain.class,
            description = "The chain's address, or its name at --server.")
    @SuppressWarnings("NullAway.Init") // picocli demands it
    private ChainAddress chain;

    AcceptCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Results results) {
        ServerAddress meant = server.demanding(chain.server().orElseGet(server::server));
        boolean known;
        try (AteClient client = AteClient.create(meant.toString(), AteConfig.defaults(),
                Destination.memory(Places.of(surroundings())))) {
            known = client.acceptRestored(chain.at(meant)).isAny();
        }
        if (!known) {
            messages().failure("atedb: chain " + chain.name() + " was not seen at " + meant.authority()
                    + " before: there is nothing to accept");
            return ExitCode.NO_SUCH_THING;
        }
        if (json.isAsked()) {
            results.line(Json.line(new Accepted(chain.name().text(), true)));
        }
        messages().say("Chain " + chain.name() + " is taken as the server has it at the next visit.");
        return ExitCode.DONE;
    }

    /** The result as JSON. */
    record Accepted(String chain, boolean accepted) {}
}
