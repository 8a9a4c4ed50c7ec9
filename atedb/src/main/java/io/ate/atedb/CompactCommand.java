package io.ate.atedb;

import io.ate.atedb.console.Figures;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import io.ate.atedb.place.ChainAddress;
import io.ate.atedb.place.Places;
import io.ate.server.Compactions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a running server compact its chains now. */
@Command(name = "compact", header = "Have a server remove old values and events now.",
        description = "Have the server that runs on a data folder remove, from one chain or from all, the values and "
                + "events that nothing depends on any more, now rather than when they have grown enough; also where the "
                + "server was started with --compact never. What was stored within the last minutes (--compact-recent) "
                + "stays until the next time. Clients go on meanwhile.")
final class CompactCommand extends AtedbCommand {
    @Mixin
    private final JsonOption json = new JsonOption();

    @Option(names = "--data", paramLabel = "DIR",
            description = "The data folder of the server (default: ~/.local/share/ate/db).")
    private @Nullable Path data;

    @Parameters(paramLabel = "CHAIN", arity = "0..1", converter = AddressConverter.OfChain.class,
            description = "The chain's name (default: all chains of the server).")
    private @Nullable ChainAddress chain;

    CompactCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Results results) {
        ChainAddress one = chain;
        if (one != null && one.server().isPresent()) {
            throw wrongUsage("name a chain of the server on --data, not an address");
        }
        Path at = data == null ? Places.of(surroundings()).database() : data;
        Compactions.Compacted compacted = compacted(at, Optional.ofNullable(one).map(each -> each.name().text()));
        if (json.isAsked()) {
            results.line(Json.line(new Done(compacted.chains(), compacted.before(), compacted.after(),
                    compacted.left(), compacted.failed())));
        } else {
            results.line("compacted " + Figures.count(compacted.chains(), "chain") + ": "
                    + Figures.bytes(compacted.before()) + " to " + Figures.bytes(compacted.after()));
            if (compacted.left() > 0) {
                messages().say(Figures.bytes(compacted.left())
                        + " more are of no use any more, but were stored so lately that they stay until the next time.");
            }
        }
        compacted.failed().forEach(messages()::say);
        return compacted.failed().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private Compactions.Compacted compacted(Path at, Optional<String> name) {
        try (StepsOfWork steps = new StepsOfWork(messages())) {
            return Compactions.run(at, name, steps::at);
        }
    }

    /** The result as JSON: how many chains, what they took and take, what stays for now, and why others failed. */
    record Done(int chains, long bytesBefore, long bytesAfter, long bytesLeft, List<String> failed) {}
}
