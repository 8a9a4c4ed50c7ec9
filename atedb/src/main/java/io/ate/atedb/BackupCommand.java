package io.ate.atedb;

import io.ate.atedb.console.Figures;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import io.ate.atedb.place.ChainAddress;
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

/** Backs up a server's data folder, or copies a chain of it, whether a server runs on it or not. */
@Command(name = "backup", header = "Back up a server's data, or copy one chain.",
        description = "Add a backup of a server's data folder, with the server's identity, to a folder of backups, "
                + "whether the server runs or not. What an earlier one has is not copied again. It counts once all of "
                + "it has been read back. Whoever can read it can pose as the server. With --chain, copy that chain alone "
                + "into a file, for \"atedb restore\" at another server: nothing of the server's own is in it.")
final class BackupCommand extends AtedbCommand {
    @Mixin
    private final JsonOption json = new JsonOption();

    @Option(names = "--data", paramLabel = "DIR",
            description = "The data folder of the server (default: ~/.local/share/ate/db).")
    private @Nullable Path data;

    @Option(names = "--keep", paramLabel = "N", description = "Keep at most so many in the folder, and remove older "
            + "ones (default: what the running server was told, or 7).")
    private @Nullable Integer keep;

    @Option(names = "--chain", paramLabel = "NAME", converter = AddressConverter.OfChain.class,
            description = "Copy the chain of that name into a file (default: back up all).")
    private @Nullable ChainAddress chain;

    @Parameters(paramLabel = "FOLDER", arity = "0..1",
            description = "Where to: a folder for the backups of this server (default: what the running server was "
                    + "told by --backup-path); with --chain a file, which is replaced.")
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
        ChainAddress one = chain;
        if (one == null) {
            print(results, taken(from));
        } else {
            print(results, copied(from, one));
        }
        return ExitCode.DONE;
    }

    private Backups.Copied copied(Path from, ChainAddress one) {
        if (one.server().isPresent()) {
            throw wrongUsage("--chain is the name of a chain in --data, not an address");
        }
        if (folder == null || keep != null) {
            throw wrongUsage("with --chain name a file, and no --keep");
        }
        try (StepsOfWork steps = new StepsOfWork(messages())) {
            return Backups.copyChain(from, one.name().text(), folder, steps::at);
        }
    }

    private void print(Results results, Backups.Copied copied) {
        if (json.isAsked()) {
            results.line(Json.line(new Copied(copied.chain(), copied.id(), copied.end(), copied.file().toString(),
                    copied.bytes())));
        } else {
            results.line("copied chain " + copied.chain() + " up to sequence " + copied.end() + " to " + copied.file()
                    + ": " + Figures.bytes(copied.bytes()));
        }
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

    /** The result of --chain as JSON: the chain, its id and last sequence, and the file that holds it. */
    record Copied(String chain, String id, long end, String file, long bytes) {}
}
