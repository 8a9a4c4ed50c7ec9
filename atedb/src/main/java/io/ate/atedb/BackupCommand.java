package io.ate.atedb;

import io.ate.atedb.console.Figures;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import io.ate.atedb.place.Places;
import io.ate.server.Backups;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Backs up a server's data folder, on which a server may run. */
@Command(name = "backup", header = "Back up a server's data folder.",
        description = "Add a backup of a server's data folder, with the server's identity, to a folder of backups, "
                + "whether the server runs or not. What an earlier one has is not copied again. It counts once all of "
                + "it has been read back. Whoever can read it can pose as the server.")
final class BackupCommand extends AtedbCommand {
    @Mixin
    private final JsonOption json = new JsonOption();

    @Option(names = "--data", paramLabel = "DIR",
            description = "The data folder of the server (default: ~/.local/share/ate/db).")
    private @Nullable Path data;

    @Option(names = "--keep", paramLabel = "N", description = "Keep at most so many in the folder, and remove older "
            + "ones (default: what the running server was told, or 7).")
    private @Nullable Integer keep;

    @Parameters(paramLabel = "FOLDER", arity = "0..1",
            description = "Where to: a folder for the backups of this server (default: what the running server was "
                    + "told by --backup-path).")
    private @Nullable Path folder;

    BackupCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Results results) {
        if (keep != null && keep < 1) {
            throw wrongUsage("--keep is at least 1, not " + keep);
        }
        Path from = data == null ? Places.of(surroundings()).database() : data;
        print(results, taken(from));
        return ExitCode.DONE;
    }

    private Backups.Taken taken(Path from) {
        try (StepsOfWork steps = new StepsOfWork(messages())) {
            return Backups.take(from, Optional.ofNullable(folder), keep == null ? 0 : keep, steps::at);
        }
    }

    private void print(Results results, Backups.Taken taken) {
        if (json.isAsked()) {
            results.line(Json.line(new Made(taken.number(), taken.folder().toString(), taken.bytes(), taken.copied(),
                    taken.removed())));
            return;
        }
        results.line("backup " + taken.number() + " in " + taken.folder() + ": " + Figures.bytes(taken.bytes()) + ", "
                + Figures.bytes(taken.copied()) + " of them new");
        if (!taken.removed().isEmpty()) {
            messages().say("Removed " + Figures.count(taken.removed().size(), "older backup") + ".");
        }
    }

    /** The result as JSON: the backup, where it is, what it holds, what of that was copied, and which ones went. */
    record Made(long backup, String folder, long bytes, long copied, List<Long> removed) {}
}
