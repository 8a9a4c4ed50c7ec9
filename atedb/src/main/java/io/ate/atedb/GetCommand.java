package io.ate.atedb;

import io.ate.Chain;
import io.ate.Dao;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import io.ate.atedb.json.ObjectForm;
import io.ate.atedb.place.ObjectAddress;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Prints one object. */
@Command(name = "get", description = "Print an object's value as one line of JSON.")
final class GetCommand extends ChainCommand {
    @Parameters(index = "1", paramLabel = "ID", converter = ObjectAddressConverter.class,
            description = "32 hexadecimal digits, or TYPE/NAME.")
    @SuppressWarnings("NullAway.Init") // picocli demands it
    private ObjectAddress object;

    @Option(names = "--meta", description = "Print id, type, version, parent, author and time around the value.")
    private boolean meta;

    GetCommand(Surroundings surroundings) {
        super(surroundings, Access.READING);
    }

    @Override
    Optional<ObjectAddress> object() {
        return Optional.of(object);
    }

    @Override
    void work(Results results, Connection connection, Chain chain) {
        results.line(chain.commit(dio -> {
            Dao<JsonNode> found = NamedObjects.load(dio, object);
            JsonNode value = found.value();
            return Json.line(meta ? ObjectForm.of(found) : value);
        }));
    }
}
