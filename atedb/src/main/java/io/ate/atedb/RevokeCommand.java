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

/** Takes rights away. */
@Command(name = "revoke", description = "Take from keys the right to read or to write a chain, or an object and what "
        + "hangs below it. Says what former readers keep.")
final class RevokeCommand extends RightsCommand {
    RevokeCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void work(Results results, Connection connection, Chain chain) {
        Optional<RulesResult> kept = chain.commit(dio -> {
            Ruled ruled = NamedObjects.ruled(dio, object());
            if (rights().concernWriting()) {
                ruled.revokeWrite(rights().writeIds());
            }
            return rights().concernReading() ? Optional.of(ruled.revokeRead(rights().readIds())) : Optional.empty();
        });
        if (isJsonAsked()) {
            results.line(Json.line(new Revoked(rights().readers(), rights().writers())));
            results.flush(); // so that what is kept is said behind it
        }
        messages().say("Revoked." + kept.map(result -> " " + result).orElse(""));
    }

    /** The result as JSON: the ids of keys from which rights were taken. */
    record Revoked(List<String> read, List<String> write) {}
}
