package io.ate.atedb;

import io.ate.AteException;
import io.ate.Chain;
import io.ate.atedb.console.Figures;
import io.ate.atedb.console.Progress;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Stop;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import io.ate.atedb.json.ObjectForm;
import io.ate.atedb.place.ObjectAddress;
import io.ate.atedb.place.Settings;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints all objects. */
@Command(name = "export", header = "Print all objects, as JSON lines.",
        description = "Print every object of a chain as one line of JSON, as of one moment. What your key may not "
                + "read is left out; then the end says of how many objects, and the exit code is 3.")
final class ExportCommand extends ChainCommand implements AlwaysJson {
    /** Longer than a reader of the pipe takes for what is in it, unless it does not read at all. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Option(names = "--meta", fallbackValue = Settings.ON,
            description = "Print id, type, version, parent, author and time around each value.")
    private boolean meta;

    private final SinglePass pass = new SinglePass();
    private long exported;

    ExportCommand(Surroundings surroundings) {
        super(surroundings, Access.READING);
    }

    @Override
    Optional<ObjectAddress> object() {
        return Optional.empty();
    }

    @Override
    void work(Results results, Connection connection, Chain chain) {
        Shortfall missing = new Shortfall();
        Stop stop = surroundings().stop();
        Thread worker = Thread.currentThread();
        try (Progress progress = new Progress(messages(), "object");
                Stop.Listening _ = stop.onRequest(PATIENCE, worker::interrupt)) {
            chain.run(dio -> {
                pass.begin();
                dio.all().forEach(object -> {
                    if (stop.isRequested()) {
                        throw new AteException("told to stop behind " + Figures.count(exported, "object"));
                    }
                    missing.value(dio, object).ifPresent(value -> {
                        results.line(Json.line(meta ? ObjectForm.of(object) : value));
                        progress.at(++exported);
                    });
                });
            });
        }
        results.flush();
        missing.demandNone(connection.refusal(address()));
    }
}
