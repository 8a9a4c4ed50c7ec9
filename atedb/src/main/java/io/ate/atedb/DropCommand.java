package io.ate.atedb;

import io.ate.AteException;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import io.ate.atedb.place.Settings;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes a chain. */
@Command(name = "drop", header = "Delete a chain for good.",
        description = "Delete a chain at its server, with everything in it, for good. Needs an owner key. Asks for "
                + "the chain's name again before, on the terminal or else standard input; scripts, which nobody can "
                + "answer for, give --yes.")
final class DropCommand extends AtedbCommand {
    @Mixin
    private final NewChainOptions options;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Option(names = "--yes", fallbackValue = Settings.ON, description = "Do not ask for the name again: for scripts.")
    private boolean yes;

    DropCommand(Surroundings surroundings) {
        super(surroundings);
        options = new NewChainOptions(surroundings);
    }

    @Override
    ExitCode run(Results results) throws IOException {
        if (!yes && surroundings().console().isEmpty()) {
            demandAllOfStandardInput("the chain's name");
        }
        String name = options.chain().name().text();
        try (Connection connection = options.connectWithKeys(new TrustOptions(), messages())) {
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

    private void confirm(String name) throws IOException {
        String typed = typed("Everything in " + name + " will be gone. Type its name to go on: ");
        if (!name.equals(typed)) {
            throw new AteException((typed == null ? "nobody typed its name" : "that is not its name")
                    + ": nothing was dropped; scripts give --yes");
        }
    }

    /** Without a terminal the name may come by standard input. */
    private @Nullable String typed(String question) throws IOException {
        Optional<Console> console = surroundings().console();
        if (console.isPresent()) {
            return console.get().readLine("%s", question);
        }
        messages().say(question);
        return new BufferedReader(new InputStreamReader(surroundings().in(), StandardCharsets.UTF_8)).readLine();
    }

    /** The result as JSON. */
    record Dropped(String name, boolean dropped) {}
}
