package io.ate.atedb;

import io.ate.Chain;
import io.ate.Dao;
import io.ate.PrimaryKey;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** Deletes one object. */
@Command(name = "rm", header = "Delete one object, and what is below it.",
        description = "Delete an object, and everything below it.")
final class RemoveCommand extends ObjectCommand {
    @Mixin
    private final JsonOption json = new JsonOption();

    RemoveCommand(Surroundings surroundings) {
        super(surroundings, Access.CHANGING);
    }

    @Override
    void work(Results results, Connection connection, Chain chain) {
        PrimaryKey key = chain.commit(dio -> {
            Dao<JsonNode> found = NamedObjects.load(dio, required());
            NamedObjects.change(found::delete);
            return found.key();
        });
        if (json.isAsked()) {
            results.line(Json.line(new Deleted(key.toString(), true)));
        }
        messages().say("Deleted " + required() + ".");
    }

    /** The result as JSON. */
    record Deleted(String id, boolean deleted) {}
}
