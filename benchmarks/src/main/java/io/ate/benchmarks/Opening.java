package io.ate.benchmarks;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * How long it takes to open a long chain, from its server and from a replica on disk, and what heap it takes then;
 * server and client run in this process and talk over a socket.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar io.ate.benchmarks.Opening
 * [EVENTS [BYTES [EVENTS_IN_A_COMMIT]]]
 * </pre>
 */
public final class Opening {
    private static final int ROUNDS = 3;
    private static final int IN_FLIGHT = 256;
    private static final String NAME = "bench/opening";
    private static final AteConfig PATIENT = AteConfig.builder().deadline(Duration.ofMinutes(10)).build();

    private final Path folder;
    private final int events;
    private final int bytes;
    private final int together;
    private final Trust trust;
    private final Session session;

    private Opening(Path folder, int events, int bytes, int together, Trust trust, Session session) {
        this.folder = folder;
        this.events = events;
        this.bytes = bytes;
        this.together = together;
        this.trust = trust;
        this.session = session;
    }

    /** What is stored. */
    record Filling(String text) {}

    /** Measures both trust modes. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int events = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        int bytes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200;
        int together = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100;
        long before = heap();
        for (Trust trust : List.of(Trust.CENTRALIZED, Trust.DISTRIBUTED)) {
            Path folder = Files.createTempDirectory("ate-opening");
            try (KeyBundle keys = KeyBundle.generate()) {
                new Opening(folder, events, bytes, together, trust, Session.of(keys)).measure(before);
            } finally {
                delete(folder);
            }
        }
    }

    private void measure(long before) throws InterruptedException {
        try (AteServer server = server(); AteClient client = AteClient.create(server.address(), PATIENT)) {
            try (Chain chain = client.create(NAME, session, Genesis.of(Rules.inherit()).trust(trust))) {
                fill(chain);
            }
        }
        AteConfig onDisk = AteConfig.builder()
                .deadline(Duration.ofMinutes(10))
                .folder(folder.resolve("replicas"))
                .build();
        try (AteServer server = server()) {
            for (int round = 1; round <= ROUNDS; round++) {
                open("from the server, which reads it first", server, PATIENT);
            }
            open("from the server into a replica on disk", server, onDisk);
        }
        try (AteServer server = server();
                AteClient other = AteClient.create(server.address(), PATIENT);
                Chain _ = other.openExisting(NAME, session)) { // so that the server has it in memory
            for (int round = 1; round <= ROUNDS; round++) {
                open("from the replica on disk", server, onDisk);
            }
        }
        try (AteServer server = server();
                AteClient first = AteClient.create(server.address(), onDisk);
                Chain _ = first.openExisting(NAME, session)) {
            long withOne = heap() - before;
            long client = oneMore(server, AteConfig.builder()
                    .deadline(Duration.ofMinutes(10))
                    .folder(folder.resolve("others"))
                    .build());
            long inMemory = oneMore(server, PATIENT);
            IO.println(String.format(Locale.ROOT,
                    "%s: heap for each event, which is a live object: server %d bytes, client "
                            + "with its replica on disk %d bytes, client with its replica in memory %d bytes",
                    trust,
                    (withOne - client) / events, client / events, inMemory / events));
        }
    }

    /** The heap that one more client with the chain open takes. */
    private long oneMore(AteServer server, AteConfig config) {
        long without = heap();
        try (AteClient client = AteClient.create(server.address(), config);
                Chain _ = client.openExisting(NAME, session)) {
            return heap() - without;
        }
    }

    private AteServer server() {
        return AteServer.open(folder.resolve("server"), ServerConfig.defaults().port(0));
    }

    private void fill(Chain chain) throws InterruptedException {
        Filling filling = new Filling("x".repeat(bytes));
        Semaphore free = new Semaphore(IN_FLIGHT);
        for (int stored = 0; stored < events; stored += together) {
            int count = Math.min(together, events - stored);
            free.acquire();
            CompletableFuture<?> _ = chain.commitAsync(dio -> {
                for (int i = 0; i < count; i++) {
                    var _ = dio.store(filling);
                }
                return true;
            }).whenComplete((_, _) -> free.release());
        }
        free.acquire(IN_FLIGHT);
    }

    private void open(String how, AteServer server, AteConfig config) {
        long began = System.nanoTime();
        try (AteClient client = AteClient.create(server.address(), config);
                Chain chain = client.openExisting(NAME, session)) {
            double seconds = (System.nanoTime() - began) / 1e9;
            if (chain.sequence() < events) {
                throw new IllegalStateException("only " + chain.sequence() + " events are there");
            }
            IO.println(
                    String.format(Locale.ROOT, "%s: %,d events of %d bytes, %d to a commit, %s: %.2f s, %,.0f/s", trust,
                            chain.sequence(), bytes, together, how, seconds, chain.sequence() / seconds));
        }
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(each -> {
                try {
                    Files.delete(each);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
