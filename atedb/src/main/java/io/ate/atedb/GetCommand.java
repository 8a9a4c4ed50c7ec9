package io.ate.atedb;

import io.ate.Chain;
import io.ate.Dao;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import io.ate.atedb.json.ObjectForm;
import io.ate.atedb.place.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Prints one object. */
@Command(name = "get", header = "Print one object.",
        description = "Print an object's value as one line of JSON.")
final class GetCommand extends ObjectCommand implements AlwaysJson {
    @Option(names = "--meta", fallbackValue = Settings.ON,
            description = "Print id, type, version, parent, author and time around the value.")
    private boolean meta;

    GetCommand(Surroundings surroundings) {
        super(surroundings, Access.READING);
    }

    @Override
    void work(Results results, Connection connection, Chain chain) {
        results.line(chain.commit(dio -> {
            Dao<JsonNode> found = NamedObjects.load(dio, required());
            JsonNode value = found.value();
            return Json.line(meta ? ObjectForm.of(found) : value);
        }));
    }
}
