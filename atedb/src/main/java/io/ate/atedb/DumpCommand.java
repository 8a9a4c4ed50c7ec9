package io.ate.atedb;

import io.ate.atedb.console.Figures;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import io.ate.atedb.place.Settings;
import io.ate.internal.inspect.ChainDump;
import io.ate.internal.inspect.DumpLine;
import io.ate.internal.log.StoredChain;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what is in chains. */
@Command(name = "dump", header = "Show what is in a chain, or in all of a stopped store.",
        description = "Show the objects of a chain, each with what hangs below it: versions, sizes, who signed what, and "
                + "values as far as your key opens them, else whom they are sealed for. What is damaged is named, "
                + "and all else shown; it ends with 1 then.")
final class DumpCommand extends AtedbCommand {
    @Mixin
    private final InspectionOptions inspected;

    @Option(names = "--history", fallbackValue = Settings.ON,
            description = "Show the events instead, in the order of their sequences, with the commits that they are in.")
    private boolean history;

    @Mixin
    private final JsonOption json = new JsonOption();

    DumpCommand(Surroundings surroundings) {
        super(surroundings);
        inspected = new InspectionOptions(surroundings);
    }

    @Override
    ExitCode run(Results results) throws IOException {
        AtomicLong damaged = new AtomicLong();
        Consumer<DumpLine> lines = line -> {
            if (line.isDamage()) {
                damaged.incrementAndGet();
            }
            if (json.isAsked()) {
                results.line(Json.line(DumpForm.of(line)));
            } else {
                DumpText.of(line).forEach(results::line);
            }
        };
        try (Inspected what = inspected.open(messages())) {
            for (StoredChain chain : what.store()
                    .chains(what.name(), lost -> lines.accept(new DumpLine.LostChains(lost.what())))) {
                try (ChainDump dump = new ChainDump(what.store().log(), chain, what.keys(), lines)) {
                    if (history) {
                        dump.history();
                    } else {
                        dump.objects();
                    }
                }
            }
        }
        results.flush();
        if (damaged.get() > 0) {
            messages().failure("atedb: " + Figures.count(damaged.get(), "place")
                    + " shown as damaged: not all is there that was stored");
            return ExitCode.FAILED;
        }
        return ExitCode.DONE;
    }
}
