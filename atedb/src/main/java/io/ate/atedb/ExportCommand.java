package io.ate.atedb;

import io.ate.Chain;
import io.ate.Dao;
import io.ate.NoReadAuthorityException;
import io.ate.atedb.console.Figures;
import io.ate.atedb.console.Progress;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import io.ate.atedb.json.ObjectForm;
import io.ate.atedb.place.ObjectAddress;
import io.ate.atedb.place.Settings;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Prints all objects. */
@Command(name = "export", description = "Print every object of a chain as one line of JSON, as of one moment.")
final class ExportCommand extends ChainCommand implements AlwaysJson {
    @Option(names = "--meta", fallbackValue = Settings.ON,
            description = "Print id, type, version, parent, author and time around each value.")
    private boolean meta;

    private final SinglePass pass = new SinglePass();
    private long exported;
    private long unreadable;

    ExportCommand(Surroundings surroundings) {
        super(surroundings, Access.READING);
    }

    @Override
    Optional<ObjectAddress> object() {
        return Optional.empty();
    }

    @Override
    void work(Results results, Connection connection, Chain chain) {
        try (Progress progress = new Progress(messages(), "object")) {
            chain.run(dio -> {
                pass.begin();
                dio.all().forEach(object -> {
                    print(results, object);
                    progress.at(++exported);
                });
            });
        }
        results.flush();
        if (unreadable > 0) {
            throw new NoReadAuthorityException(
                    Figures.count(unreadable, "object")
                            + " left out, which your key does not open: ask an owner to grant it");
        }
    }

    private void print(Results results, Dao<JsonNode> object) {
        try {
            JsonNode value = object.value();
            results.line(Json.line(meta ? ObjectForm.of(object) : value));
        } catch (NoReadAuthorityException e) {
            unreadable++; // counted, and said at the end
        }
    }
}
