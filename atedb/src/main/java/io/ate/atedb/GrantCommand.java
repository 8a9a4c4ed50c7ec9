package io.ate.atedb;

import io.ate.Chain;
import io.ate.Ruled;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import java.util.List;
import picocli.CommandLine.Command;

/** Gives rights. */
@Command(name = "grant", description = "Give keys the right to read or to write a chain, or an object and what hangs "
        + "below it. Prints the link to hand on.")
final class GrantCommand extends RightsCommand {
    GrantCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void work(Results results, Connection connection, Chain chain) {
        chain.run(dio -> {
            Ruled ruled = NamedObjects.ruled(dio, object());
            if (rights().concernReading()) {
                var _ = ruled.grantRead(rights().read());
            }
            if (rights().concernWriting()) {
                ruled.grantWrite(rights().write());
            }
        });
        messages().say("Granted. Hand on:");
        String link = connection.link(chain);
        results.line(isJsonAsked() ? Json.line(new Granted(link, rights().readers(), rights().writers())) : link);
        results.flush(); // so that the hint stands behind it
        connection.warnOfLocalLink();
    }

    /** The result as JSON: the link to hand on, and the ids of keys that were given rights. */
    record Granted(String link, List<String> read, List<String> write) {}
}
