package io.ate.atedb;

import io.ate.atedb.console.Figures;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.console.Table;
import io.ate.atedb.json.Json;
import io.ate.internal.text.Durations;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows how a server is doing. */
@Command(name = "status", header = "Show how a server and its chains are.",
        description = "Show a server's version and uptime and, of the chains that your key opens, sizes, "
                + "sequences, subscribers and rates. A server tells nobody of chains that he may not open.")
final class StatusCommand extends AtedbCommand {
    @Mixin
    private final CallerOptions caller;

    @Mixin
    private final JsonOption json = new JsonOption();

    StatusCommand(Surroundings surroundings) {
        super(surroundings);
        caller = new CallerOptions(surroundings);
    }

    @Override
    ExitCode run(Results results) {
        try (Connection connection = caller.connect(Optional.empty(), new TrustOptions(), messages())) {
            ServerCondition condition = ServerCondition.of(connection.status());
            if (json.isAsked()) {
                results.line(Json.line(condition));
            } else {
                print(results, condition, connection.hasKeys() ? "that your key opens" : "that open without a key");
            }
            if (condition.more()) {
                messages().say("There are more chains than the server has room to list.");
            }
            if (!connection.hasKeys()) {
                messages().say("Without a key, only chains that everyone may read are listed: name yours by --key.");
            }
        }
        return ExitCode.DONE;
    }

    private static void print(Results results, ServerCondition condition, String which) {
        results.line("version  " + condition.version());
        results.line("uptime   " + Durations.text(Duration.ofSeconds(condition.uptimeSeconds())));
        Long skew = condition.clockSkewMillis();
        results.line("clock    " + (skew == null ? "compared with no other" : Skews.text(Duration.ofMillis(skew))));
        results.line("backup   " + (condition.lastBackup().isEmpty() ? "none"
                : "the last good one "
                        + condition.lastBackup()));
        results.line("chains   " + condition.chains().size() + (condition.more() ? " and more " : " ") + which);
        if (condition.chains().isEmpty()) {
            return;
        }
        Table table = new Table("NAME", "SIZE", "SEQUENCE", "SUBSCRIBERS", "COMMITS/S", "BYTES/S", "COMPACTED");
        condition.chains()
                .forEach(chain -> table.row(chain.name(), Figures.bytes(chain.bytes()), Figures.count(chain.sequence()),
                        Figures.count(chain.subscribers()), Figures.count(chain.commitsPerSecond()),
                        Figures.bytes(chain.bytesPerSecond()), chain.lastCompacted().isEmpty() ? "-"
                                : Figures.bytes(chain.bytesBefore()) + " to " + Figures.bytes(chain.bytesAfter())));
        table.lines().forEach(results::line);
    }
}
