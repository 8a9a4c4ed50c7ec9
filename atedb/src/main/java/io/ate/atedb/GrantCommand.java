package io.ate.atedb;

import io.ate.Chain;
import io.ate.Dao;
import io.ate.Dio;
import io.ate.KeyId;
import io.ate.Ruled;
import io.ate.RulesResult;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Gives rights. */
@Command(name = "grant", header = "Let others read or write.",
        description = "Give keys the right to read or to write a chain, or an object and what hangs "
                + "below it. Prints the link to hand on. Who may read an object from now on reads its present value and what "
                + "hangs below it, which is sealed anew for that, up to 5000 objects and 4 MiB; not what they were before. If "
                + "there is more of it, it stays closed to new readers, each object until it is next written; the command says "
                + "how many. Control is given when a chain is created (create --owner), and not afterwards: --owner here says "
                + "who has to have begun the chain.")
final class GrantCommand extends RightsCommand {
    GrantCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void work(Results results, Connection connection, Chain chain) {
        Outcome outcome = chain.commit(this::grant);
        outcome.given().filter(result -> result.left() > 0).ifPresent(result -> messages().say(result.toString()));
        outcome.blind().forEach(each -> messages().say(WritersOnly.hint(each, "name it by --read, too")));
        messages().say("Granted" + outcome.id().map(id -> " " + id).orElse("") + ". Hand on:");
        String link = connection.link(chain);
        results.line(isJsonAsked() ? json(link, outcome) : link);
        results.flush(); // so that the hint stands behind it
        connection.warnOfLocalLink();
    }

    private Outcome grant(Dio dio) {
        Ruled ruled = NamedObjects.ruled(dio, object());
        Optional<RulesResult> given = rights().concernReading() ? Optional.of(ruled.grantRead(rights().read()))
                : Optional.empty();
        if (rights().concernWriting()) {
            ruled.grantWrite(rights().write());
        }
        Optional<String> id = ruled instanceof Dao<?> object ? Optional.of(object.key().toString()) : Optional.empty();
        return new Outcome(id, given, WritersOnly.of(ruled.rulesInForce().readers(), List.of(rights().write())));
    }

    /**
     * What was granted.
     *
     * @param id of the object, if it is one and not the chain
     * @param given what new readers read
     * @param blind who was granted the right to write, and may not read
     */
    private record Outcome(Optional<String> id, Optional<RulesResult> given, List<KeyId> blind) {}

    private String json(String link, Outcome outcome) {
        return outcome.id()
                .map(id -> Json.line(new GrantedObject(link, id, rights().readers(), rights().writers())))
                .orElseGet(() -> Json.line(new Granted(link, rights().readers(), rights().writers())));
    }

    /** The result as JSON: the link to hand on, and the ids of keys that were given rights. */
    record Granted(String link, List<String> read, List<String> write) {}

    /** The same, for an object of that id. */
    record GrantedObject(String link, String object, List<String> read, List<String> write) {}
}
