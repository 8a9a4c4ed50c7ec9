package io.ate.atedb;

import io.ate.AteException;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import io.ate.atedb.place.Settings;
import java.io.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes a chain. */
@Command(name = "drop",
        description = "Delete a chain at its server, with everything in it, for good. Needs an owner key. Asks for the "
                + "chain's name again before; scripts, which nobody can answer for, give --yes.")
final class DropCommand extends AtedbCommand {
    @Mixin
    private final ChainOptions options;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Option(names = "--yes", fallbackValue = Settings.ON, description = "Do not ask for the name again: for scripts.")
    private boolean yes;

    DropCommand(Surroundings surroundings) {
        super(surroundings);
        options = new ChainOptions(surroundings);
    }

    @Override
    ExitCode run(Results results) {
        String name = options.chain().name().text();
        try (Connection connection = options.connectWithKeys(messages())) {
            if (!yes) {
                confirm(name);
            }
            connection.drop(options.chain());
            if (json.isAsked()) {
                results.line(Json.line(new Dropped(name, true)));
            }
            messages().say("Dropped " + name + ".");
        }
        return ExitCode.DONE;
    }

    private void confirm(String name) {
        Console console = surroundings().console()
                .orElseThrow(() -> wrongUsage("there is no terminal to ask on: give --yes to drop " + name));
        if (!name.equals(console.readLine("Everything in %s will be gone. Type its name to go on: ", name))) {
            throw new AteException("that is not its name: nothing was dropped");
        }
    }

    /** The result as JSON. */
    record Dropped(String name, boolean dropped) {}
}
