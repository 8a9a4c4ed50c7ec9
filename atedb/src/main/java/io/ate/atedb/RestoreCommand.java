package io.ate.atedb;

import io.ate.atedb.console.Figures;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.console.Table;
import io.ate.atedb.json.Json;
import io.ate.atedb.place.Places;
import io.ate.atedb.place.Settings;
import io.ate.server.Backups;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a data folder of a backup, or takes in a copy of a chain. */
@Command(name = "restore", header = "Make a data folder of a backup, or take in a chain.",
        description = "Make a data folder of a backup, for a server to be started on: as a whole or not at all. The "
                + "store is in a new epoch then. Clients that saw no more than it holds go on by themselves; others "
                + "are told what is gone, and go on after \"atedb accept\". Of a file that \"atedb backup --chain\" made, "
                + "take the chain into a data folder with a store, whether its server runs or not, once all of it "
                + "has been verified.")
final class RestoreCommand extends AtedbCommand {
    @Mixin
    private final JsonOption json = new JsonOption();

    @Parameters(paramLabel = "FOLDER", description = "The folder of the backups, or the file of a chain.")
    @SuppressWarnings("NullAway.Init") // picocli demands it
    private Path folder;

    @Option(names = "--data", paramLabel = "DIR",
            description = "The data folder to make, which is empty or not there; for a chain that of its new server "
                    + "(default: ~/.local/share/ate/db).")
    private @Nullable Path data;

    @Option(names = "--backup", paramLabel = "N", description = "Take the backup of this number (default: the newest).")
    private @Nullable Long number;

    @Option(names = "--list", fallbackValue = Settings.ON,
            description = "Show which backups there are, and do nothing.")
    private boolean list;

    @Option(names = "--force", fallbackValue = Settings.ON,
            description = "Put a folder that stands there aside; nothing is deleted.")
    private boolean force;

    RestoreCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Results results) {
        Path target = data == null ? Places.of(surroundings()).database() : data;
        if (Files.isRegularFile(folder)) {
            if (list || force || number != null) {
                throw wrongUsage(folder + " is a file, of which there is nothing to choose: --list, --backup and "
                        + "--force are for folders of backups");
            }
            print(results, target, arrived(target));
            return ExitCode.DONE;
        }
        if (list) {
            show(results, Backups.list(folder));
            return ExitCode.DONE;
        }
        if (number != null && number < 1) {
            throw wrongUsage("--backup is a number from 1 on, not " + number);
        }
        print(results, target, restored(target));
        return ExitCode.DONE;
    }

    private Backups.Arrived arrived(Path target) {
        try (StepsOfWork steps = new StepsOfWork(messages())) {
            return Backups.takeIn(folder, target, steps::at);
        }
    }

    private void print(Results results, Path target, Backups.Arrived arrived) {
        if (json.isAsked()) {
            results.line(Json.line(new Arrived(arrived.chain(), arrived.id(), arrived.end(), target.toString(),
                    arrived.server(), arrived.signed().toString())));
        } else {
            results.line("took chain " + arrived.chain() + " up to sequence " + arrived.end() + " into " + target
                    + ", as signed at " + arrived.signed() + " by the server " + arrived.server());
            messages().say("Hand on its link at this server: <address>/" + arrived.chain() + "#<fingerprint>&chain="
                    + arrived.id());
        }
    }

    private Backups.Restored restored(Path target) {
        try (StepsOfWork steps = new StepsOfWork(messages())) {
            return Backups.restore(folder, number == null ? 0 : number, target, force, steps::at);
        }
    }

    private void print(Results results, Path target, Backups.Restored restored) {
        restored.aside().ifPresent(aside -> messages().say("What stood there is in " + aside + " now."));
        if (json.isAsked()) {
            results.line(Json.line(new Made(restored.number(), target.toString(), restored.epoch(), restored.chains(),
                    restored.bytes(), restored.aside().map(Path::toString).orElse(""))));
        } else {
            results.line("restored backup " + restored.number() + " to " + target + ": "
                    + Figures.count(restored.chains(), "chain") + ", " + Figures.bytes(restored.bytes()) + ", epoch "
                    + restored.epoch());
        }
    }

    private void show(Results results, List<Backups.Listed> all) {
        if (json.isAsked()) {
            all.forEach(each -> results.line(Json.line(new Line(each.number(), each.fault().isEmpty(),
                    each.fault().orElse(""), each.time().toString(), each.bytes(), each.epoch(), each.chains()))));
            return;
        }
        Table table = new Table("BACKUP", "TAKEN", "SIZE", "CHAINS", "EPOCH");
        all.stream()
                .filter(each -> each.fault().isEmpty())
                .forEach(each -> table.row(Long.toString(each.number()), each.time().toString(),
                        Figures.bytes(each.bytes()), Figures.count(each.chains().size()),
                        Long.toString(each.epoch())));
        table.lines().forEach(results::line);
        all.stream()
                .filter(each -> each.fault().isPresent())
                .forEach(each -> messages().failure(
                        "backup " + each.number() + " is damaged, and not offered: " + each.fault().orElseThrow()));
    }

    /** The result as JSON: the backup, the folder made of it, its epoch, what it holds, and what was put aside. */
    record Made(long backup, String data, long epoch, long chains, long bytes, String aside) {}

    /** A backup as JSON; {@code fault} says why one that is not {@code whole} is not offered. */
    record Line(long backup, boolean whole, String fault, String time, long bytes, long epoch,
            Map<String, Long> chains) {}

    /** The result for the file of a chain as JSON: which, where it is now, and which server had signed it when. */
    record Arrived(String chain, String id, long end, String data, String server, String signed) {}
}
