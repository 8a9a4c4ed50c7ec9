package io.ate.atedb;

import io.ate.AteException;
import io.ate.ChainName;
import io.ate.Genesis;
import io.ate.NoSuchChainException;
import io.ate.Rules;
import io.ate.Trust;
import io.ate.atedb.bench.Load;
import io.ate.atedb.bench.Result;
import io.ate.atedb.bench.Run;
import io.ate.atedb.bench.Seat;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Stop;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.json.Json;
import io.ate.atedb.place.ChainAddress;
import io.ate.atedb.place.Places;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a server. */
@Command(name = "bench", header = "Measure a server.",
        description = "Commit as fast as a server answers, in chains of its own, and measure it. They are "
                + "dropped afterwards.")
final class BenchCommand extends AtedbCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int STEPS = 5;
    private static final double NANOS = 1000.0;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final DeadlineOption deadline = new DeadlineOption();

    @Mixin
    private final BenchKeyOptions key;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    private final LoadOptions options = new LoadOptions();

    @Option(names = "--histogram", paramLabel = "FILE",
            description = "Write the distribution of latencies, in microseconds, there, as HdrHistogram prints it.")
    private @Nullable Path histogram;

    BenchCommand(Surroundings surroundings) {
        super(surroundings);
        key = new BenchKeyOptions(surroundings);
    }

    @Override
    ExitCode run(Results results) throws InterruptedException, IOException {
        Load load = load();
        Thread worker = Thread.currentThread();
        try (Connection owner = connect();
                Stop.Listening _ = surroundings().stop().onRequest(PATIENCE, worker::interrupt)) {
            measure(results, load, owner);
        }
        return ExitCode.DONE;
    }

    /** Takes the keys last: once they are here, nothing may fail before there is somebody to close them. */
    private Connection connect() {
        Destination destination = Destination.of(server.server(), Places.of(surroundings()), deadline.deadline(),
                new TrustOptions(), messages());
        return Connection.to(destination, Optional.of(key.keys()), messages());
    }

    private void measure(Results results, Load load, Connection owner) throws InterruptedException, IOException {
        List<ChainAddress> made = new ArrayList<>();
        try {
            for (int i = 0; i < load.chains(); i++) {
                made.add(address()); // before it is there: told to stop, nobody may learn that it is
                create(owner, made.getLast(), load.trust());
            }
            print(results, new Run(load, chain -> seat(owner.another(), made.get(chain))).measure());
        } catch (InterruptedException | AteException e) {
            if (!surroundings().stop().isRequested()) {
                throw e;
            }
            messages().say("Told to stop before all was measured: there are no figures.");
        } finally {
            var _ = Thread.interrupted(); // told to stop, it still drops its chains
            made.forEach(each -> drop(owner, each));
        }
    }

    private static ChainAddress address() {
        return new ChainAddress(Optional.empty(), new ChainName("bench/" + UUID.randomUUID()), Optional.empty());
    }

    private static void create(Connection owner, ChainAddress address, Trust trust) {
        owner.create(address, Genesis.of(Rules.inherit()).trust(trust)).close();
    }

    private static void drop(Connection owner, ChainAddress address) {
        try {
            owner.drop(address);
        } catch (NoSuchChainException e) {
            return; // it was not begun
        }
    }

    private Load load() {
        try {
            return options.load();
        } catch (IllegalArgumentException e) {
            throw wrongUsage(e);
        }
    }

    private static Seat seat(Connection connection, ChainAddress address) {
        boolean opened = false;
        try {
            Seat seat = new Seat(connection.openExisting(address), connection::close);
            opened = true;
            return seat;
        } finally {
            if (!opened) {
                connection.close();
            }
        }
    }

    private void print(Results results, Result result) throws IOException {
        demandFigures(result);
        if (json.isAsked()) {
            results.line(Json.line(result.summary()));
        } else {
            result.lines().forEach(results::line);
        }
        if (histogram != null) {
            write(result.nanos(), histogram);
        }
    }

    /** @throws AteException if there is nothing that figures could be made of */
    static void demandFigures(Result result) {
        if (result.commits() == 0) {
            throw new AteException(
                    "none of the commits was answered while it was measured, so there are no figures: measure "
                            + "longer (--seconds), or put less on at a time (--in-flight, --batch, --size)");
        }
    }

    private static void write(Histogram nanos, Path file) throws IOException {
        try (PrintStream stream = new PrintStream(file.toFile(), StandardCharsets.UTF_8)) {
            nanos.outputPercentileDistribution(stream, STEPS, NANOS);
            if (stream.checkError()) {
                throw new IOException("cannot write " + file + ": check the folder and its free space");
            }
        }
    }
}
