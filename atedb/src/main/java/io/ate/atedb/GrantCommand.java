package io.ate.atedb;

import io.ate.Chain;
import io.ate.Ruled;
import io.ate.RulesResult;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Gives rights. */
@Command(name = "grant", description = "Give keys the right to read or to write a chain, or an object and what hangs "
        + "below it. Prints the link to hand on. Who may read an object from now on reads its present value and what "
        + "hangs below it, which is sealed anew for that, up to 5000 objects and 4 MiB; not what they were before. If "
        + "there is more of it, it stays closed to new readers, each object until it is next written; the command says "
        + "how many.")
final class GrantCommand extends RightsCommand {
    GrantCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void work(Results results, Connection connection, Chain chain) {
        Optional<RulesResult> given = chain.commit(dio -> {
            Ruled ruled = NamedObjects.ruled(dio, object());
            Optional<RulesResult> result = rights().concernReading() ? Optional.of(ruled.grantRead(rights().read()))
                    : Optional.empty();
            if (rights().concernWriting()) {
                ruled.grantWrite(rights().write());
            }
            return result;
        });
        given.filter(result -> result.left() > 0).ifPresent(result -> messages().say(result.toString()));
        messages().say("Granted. Hand on:");
        String link = connection.link(chain);
        results.line(isJsonAsked() ? Json.line(new Granted(link, rights().readers(), rights().writers())) : link);
        results.flush(); // so that the hint stands behind it
        connection.warnOfLocalLink();
    }

    /** The result as JSON: the link to hand on, and the ids of keys that were given rights. */
    record Granted(String link, List<String> read, List<String> write) {}
}
