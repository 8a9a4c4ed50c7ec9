package io.ate.atedb;

import io.ate.Scope;
import io.ate.Trust;
import io.ate.atedb.bench.Load;
import io.ate.atedb.place.Sizes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What load a server is put under. Confined to the thread that runs the command. */
final class LoadOptions {
    private static final int LONGEST_WARM_UP = 10;

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
            description = "Chains that the clients commit to. Every client follows the whole of its chain: with one "
                    + "chain each event goes to all clients, with as many as clients only to its writer (default: "
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

    /** @throws IllegalArgumentException if a value is out of bounds */
    Load load() {
        if (scope == Scope.LOCAL) {
            throw new IllegalArgumentException("--scope is full or none: local takes an outbox on disk, and these "
                    + "programs have their replicas in memory");
        }
        int warming = warmUp == null ? Math.min(seconds, LONGEST_WARM_UP) : warmUp;
        return new Load((int) Math.min(size, Integer.MAX_VALUE), batch, inFlight, clients, chains, readers, scope,
                trust, warming, seconds);
    }
}
