package io.ate.atedb;

import io.ate.ChainName;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Rules;
import io.ate.Scope;
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
import io.ate.atedb.place.Sizes;
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
@Command(name = "bench",
        description = "Commit as fast as a server answers, in a chain of its own under a key of its own, "
                + "and measure it. What was made is dropped afterwards.")
final class BenchCommand extends AtedbCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LONGEST_WARM_UP = 10;
    private static final int STEPS = 5;
    private static final double NANOS = 1000.0;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final JsonOption json = new JsonOption();

    @Option(names = "--size", paramLabel = "SIZE", defaultValue = "1KiB", converter = Sizes.class,
            description = "Bytes of each event's value (default: ${DEFAULT-VALUE}).")
    private long size;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "1",
            description = "Events in each commit (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--in-flight", paramLabel = "N", defaultValue = "64",
            description = "Commits that each client has under way at a time; 1 waits for each answer (default: "
                    + "${DEFAULT-VALUE}).")
    private int inFlight;

    @Option(names = "--clients", paramLabel = "N", defaultValue = "1",
            description = "Clients that commit, each over a connection of its own (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(names = "--chains", paramLabel = "N", defaultValue = "1",
            description = "Chains that the clients commit to. Every client follows the whole of its chain: with one chain "
                    + "each event goes to all clients, with as many as clients only to its writer (default: "
                    + "${DEFAULT-VALUE}).")
    private int chains;

    @Option(names = "--readers", paramLabel = "N", defaultValue = "0",
            description = "Clients that follow the chain, each over a connection of its own (default: "
                    + "${DEFAULT-VALUE}).")
    private int readers;

    @Option(names = "--scope", paramLabel = "SCOPE", defaultValue = "full",
            description = "How long a commit waits: full, until it is durable at the server, or none (default: "
                    + "${DEFAULT-VALUE}).")
    private Scope scope = Scope.FULL;

    @Option(names = "--trust", paramLabel = "MODE", defaultValue = "centralized",
            description = "centralized, or distributed: every commit signed (default: ${DEFAULT-VALUE}).")
    private Trust trust = Trust.CENTRALIZED;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10",
            description = "Measure so long (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--warm-up", paramLabel = "N",
            description = "Put the same load on for so many seconds before, for programs that have just been started "
                    + "(default: as long as is measured, at most 10).")
    private @Nullable Integer warmUp;

    @Option(names = "--histogram", paramLabel = "FILE",
            description = "Write the distribution of latencies, in microseconds, there, as HdrHistogram prints it.")
    private @Nullable Path histogram;

    BenchCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Results results) throws InterruptedException, IOException {
        Load load = load();
        List<ChainAddress> made = new ArrayList<>();
        Thread worker = Thread.currentThread();
        try (Connection owner = Connection.to(server.server(), Places.of(surroundings()),
                Optional.of(KeyBundle.generate()), server.deadline(), new TrustOptions(), messages());
                Stop.Listening _ = surroundings().stop().onRequest(PATIENCE, worker::interrupt)) {
            try {
                for (int i = 0; i < chains; i++) {
                    made.add(create(owner));
                }
                print(results, new Run(load, chain -> seat(owner.another(), made.get(chain))).measure());
            } finally {
                var _ = Thread.interrupted(); // told to stop, it still drops its chains
                made.forEach(owner::drop);
            }
        }
        return ExitCode.DONE;
    }

    private ChainAddress create(Connection owner) {
        ChainAddress address = new ChainAddress(Optional.empty(), new ChainName("bench/" + UUID.randomUUID()),
                Optional.empty());
        owner.create(address, Genesis.of(Rules.inherit()).trust(trust)).close();
        return address;
    }

    private Load load() {
        int warming = warmUp == null ? Math.min(seconds, LONGEST_WARM_UP) : warmUp;
        try {
            return new Load((int) Math.min(size, Integer.MAX_VALUE), batch, inFlight, clients, chains, readers, scope,
                    trust, warming,
                    seconds);
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
        if (json.isAsked()) {
            results.line(Json.line(result.summary()));
        } else {
            result.lines().forEach(results::line);
        }
        if (histogram != null) {
            write(result.nanos(), histogram);
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
