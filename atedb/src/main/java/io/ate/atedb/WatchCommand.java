package io.ate.atedb;

import io.ate.Chain;
import io.ate.ChainUnavailableException;
import io.ate.Changes;
import io.ate.Position;
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
@Command(name = "watch",
        description = "Print each change of a chain as one line of JSON, as it comes, until told to stop "
                + "(Ctrl-C). Waits for a chain that is not there yet.")
final class WatchCommand extends AtedbCommand {
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
        Position position = awaited.isNew() && from.equals(Position.NOW) ? Position.START : from;
        try (Chain chain = awaited.chain(); Changes changes = chain.changes(position)) {
            new Watcher(changes, results).print(count);
        }
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
