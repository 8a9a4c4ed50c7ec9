package io.ate.atedb;

import io.ate.AteConfig;
import io.ate.ChainName;
import io.ate.atedb.console.Figures;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import io.ate.atedb.place.Places;
import io.ate.atedb.place.ServerAddress;
import io.ate.client.AteClient;
import io.ate.client.KnownChains;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Forgets a server's identity, and how far its chains were seen. */
@Command(name = "forget", header = "Forget who a server was, and what was seen there.",
        description = "Forget the identity by which a server is known, which chains were met there and how far they "
                + "were seen, after it was set up anew or set back. The next connection remembers what it shows then.")
final class ForgetCommand extends AtedbCommand {
    @Mixin
    private final JsonOption json = new JsonOption();

    @Parameters(paramLabel = "SERVER", converter = AddressConverter.OfServer.class,
            description = "The server's address: host:port, or ws://host[:port]/db.")
    @SuppressWarnings("NullAway.Init") // picocli demands it
    private ServerAddress server;

    ForgetCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Results results) {
        Places places = Places.of(surroundings());
        boolean known;
        try (AteClient client = AteClient.create(server.toString(), AteConfig.defaults(), Destination.memory(places))) {
            known = client.forgetServer();
        }
        List<ChainName> chains = KnownChains.in(places.state()).forget(server.bare());
        if (!known && chains.isEmpty()) {
            messages().failure("atedb: " + server.authority() + " does not stand in " + places.knownServers()
                    + ": nothing to forget");
            return ExitCode.NO_SUCH_THING;
        }
        if (json.isAsked()) {
            results.line(Json.line(new Forgotten(server.authority(), known,
                    chains.stream().map(ChainName::text).toList())));
        }
        if (known) {
            messages().say("Forgot the identity of " + server.authority() + ".");
        }
        if (!chains.isEmpty()) {
            messages().say("Forgot " + Figures.count(chains.size(), "chain") + " met there: "
                    + chains.stream().map(ChainName::text).collect(Collectors.joining(", "))
                    + ". Another chain may now stand under such a name: open it by the link that its owner hands on.");
        }
        return ExitCode.DONE;
    }

    /** The result as JSON: whose identity was known, and the chains that were met there. */
    record Forgotten(String server, boolean identity, List<String> chains) {}
}
