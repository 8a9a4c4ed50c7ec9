package io.ate.atedb;

import io.ate.AteException;
import io.ate.Chain;
import io.ate.ChainUnavailableException;
import io.ate.Changes;
import io.ate.Position;
import io.ate.atedb.console.Figures;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Stop;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.transfer.Watcher;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Prints changes as they come. */
@Command(name = "watch", header = "Print changes as they come.",
        description = "Print each change of a chain as one line of JSON, as it comes, until told to stop (Ctrl-C). "
                + "Waits for a chain that is not there yet. The version is the change's sequence in the chain: "
                + "behind the change of version 7, --from 8 goes on without loss or repetition. Of an object that "
                + "was deleted, type, parent and value are null, and \"deleted\" is true; of a value that your key "
                + "may not read, \"unreadable\"; of one that nobody can read, since it was damaged or forged, \"damaged\".")
final class WatchCommand extends AtedbCommand implements AlwaysJson {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Mixin
    private final ChainOptions options;

    @Option(names = "--from", paramLabel = "now|start|N", defaultValue = "now", converter = PositionConverter.class,
            description = "Begin with what comes from now on, with the chain's first change, or with sequence N "
                    + "(default: ${DEFAULT-VALUE}; of a chain that is waited for, the first change).")
    private Position from = Position.NOW;

    @Option(names = "--count", paramLabel = "N", description = "End after so many changes (default: never).")
    private long count = Long.MAX_VALUE;

    WatchCommand(Surroundings surroundings) {
        super(surroundings);
        options = new ChainOptions(surroundings);
    }

    @Override
    ExitCode run(Results results) throws InterruptedException {
        if (count < 1) {
            throw wrongUsage("--count is at least 1, not " + count);
        }
        Thread worker = Thread.currentThread();
        try (Connection connection = options.connect(messages());
                Stop.Listening _ = surroundings().stop().onRequest(PATIENCE, worker::interrupt)) {
            watch(results, connection);
        } catch (InterruptedException | ChainUnavailableException e) {
            if (!surroundings().stop().isRequested()) {
                throw e;
            }
            results.flush(); // being told to stop is how a watch ends
        }
        return ExitCode.DONE;
    }

    private void watch(Results results, Connection connection) throws InterruptedException {
        AwaitedChain awaited = connection.await(options.chain(), surroundings().stop());
        try (Chain chain = awaited.chain()) {
            long end = chain.sequence();
            long behind = switch (from) {
                case Position.Now() -> awaited.isNew() ? 0 : end;
                case Position.After(long sequence) -> sequence;
                case Position.Within(long sequence, int _) -> sequence;
            };
            if (behind > end) {
                messages().say("The chain ends at sequence " + end + ": waiting for sequence " + (behind + 1) + ".");
            }
            try (Changes changes = chain.changes(Position.after(behind))) {
                watch(new Watcher(changes, behind, results), results);
            }
        }
    }

    private void watch(Watcher watcher, Results results) throws InterruptedException {
        try {
            watcher.print(count);
        } catch (InterruptedException | AteException e) {
            results.flush(); // before it is said that it was printed
            sayHowToGoOn(watcher);
            throw e;
        }
        sayHowToGoOn(watcher);
    }

    private void sayHowToGoOn(Watcher watcher) {
        if (watcher.unreadable() > 0) {
            messages().say("Of " + Figures.count(watcher.unreadable(), "change")
                    + " your key may not read the value: \"unreadable\" is true there.");
        }
        if (watcher.damaged() > 0) {
            messages().say("Of " + Figures.count(watcher.damaged(), "change")
                    + " nobody can read the value, which was damaged or forged: \"damaged\" is true there.");
        }
        messages().say("To go on from here: --from " + (watcher.through() + 1));
    }

    /** Reads where a watch begins. */
    static final class PositionConverter implements ITypeConverter<Position> {
        @Override
        public Position convert(String text) {
            return switch (text) {
                case "now" -> Position.NOW;
                case "start" -> Position.START;
                default -> Position.after(sequence(text) - 1);
            };
        }

        private static long sequence(String text) {
            if (!text.matches("[1-9][0-9]{0,17}")) {
                throw new TypeConversionException("'" + text + "' is neither now nor start nor a sequence, from 1");
            }
            return Long.parseLong(text);
        }
    }
}
