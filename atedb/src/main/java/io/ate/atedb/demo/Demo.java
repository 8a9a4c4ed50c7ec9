package io.ate.atedb.demo;

import io.ate.AteException;
import io.ate.Chain;
import io.ate.Changes;
import io.ate.CommitRejectedException;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.NoReadAuthorityException;
import io.ate.Position;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.Type;
import io.ate.atedb.bench.Load;
import io.ate.atedb.bench.Result;
import io.ate.atedb.bench.Run;
import io.ate.atedb.bench.Seat;
import io.ate.atedb.console.Figures;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.TemporaryFolder;
import io.ate.atedb.json.Json;
import io.ate.atedb.json.JsonLines;
import io.ate.atedb.transfer.Counts;
import io.ate.atedb.transfer.Importer;
import io.ate.atedb.transfer.LineNames;
import io.ate.atedb.transfer.NameField;
import io.ate.client.AteClient;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The tour, start to end: what is told has just happened, and what turns out otherwise ends it with an exception.
 * Confined to one thread.
 */
public final class Demo {
    private static final String CHAIN = "demo/alice/packages";
    private static final Type<JsonNode> PACKAGE = Type.tree("package");
    private static final Type<JsonNode> COPY = Type.tree("copy");
    private static final int BATCH = 20;
    /** For a server to come back on a machine that has other things to do, too. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** Enough for the clear part of an event and the beginning of its sealed one. */
    private static final int SHOWN_BYTES = 216;
    private static final int LONG_TEXT = 16;

    private final Narrator narrator;
    private final ServerProcess server;
    private final List<JsonNode> sample;

    private Demo(Narrator narrator, ServerProcess server, List<JsonNode> sample) {
        this.narrator = narrator;
        this.server = server;
        this.sample = sample;
    }

    /**
     * Gives the tour, and leaves nothing behind.
     *
     * @param program the main class, which is run again as the server
     * @throws AteException if anything is not as it should be
     */
    public static void give(Results results, String program) throws IOException, InterruptedException {
        Narrator narrator = new Narrator(results);
        try (TemporaryFolder folder = TemporaryFolder.create("ate-demo-")) {
            narrator.step("A server starts, in a process of its own, with an empty folder");
            try (ServerProcess server = ServerProcess.start(folder.path(), program)) {
                narrator.tell("process " + server.pid() + " in " + server.data());
                narrator.show(server.address());
                new Demo(narrator, server, Sample.values()).give();
            }
        }
        narrator.tell("");
        narrator.tell("Everything was as it should be; the server has stopped and its folder is gone.");
    }

    private void give() throws IOException, InterruptedException {
        try (KeyBundle keys = KeyBundle.generate(); AteClient client = AteClient.create(server.address())) {
            Session alice = Session.of(keys);
            narrator.step("Alice creates a chain, which only her key can read, write and control");
            try (Chain chain = client.create(CHAIN, alice, Genesis.of(Rules.inherit()))) {
                narrator.tell(CHAIN + ", key " + keys.id() + ", " + chain.trust().name().toLowerCase(Locale.ROOT)
                        + " trust");
                importAndWatch(chain, alice);
                lookFromBothSides(chain);
                refuseStrangers(chain);
                killAndRecover(chain, alice);
                measure(alice);
            }
        }
    }

    private void importAndWatch(Chain chain, Session alice) throws IOException, InterruptedException {
        narrator.step("She imports " + Figures.count(sample.size()) + " packages of Debian; another program watches");
        try (AteClient other = AteClient.create(server.address());
                Chain watched = other.openExisting(link(chain), alice);
                Changes changes = watched.changes(Position.START);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<JsonNode>> watcher = threads.submit(new Watched(changes, sample.size()));
            long began = System.nanoTime();
            importSample(chain, PACKAGE, _ -> {
            });
            narrator.tell("imported: " + rate(sample.size(), began) + ", " + BATCH
                    + " to a commit, each durable on the server's disk when it was answered");
            require(watcher.get().equals(sample), "the watcher did not get what was imported, in order");
            narrator.tell("watched:  " + rate(sample.size(), began) + ", every one, in order, decrypted");
        } catch (ExecutionException e) {
            throw new AteException("the watcher failed: " + e.getMessage(), e);
        }
    }

    private void lookFromBothSides(Chain chain) throws IOException {
        JsonNode shown = sample.getFirst();
        DaoRef<JsonNode> ref = chain.ref(PACKAGE, shown.path(Sample.ID).stringValue());
        narrator.step("One object, as Alice sees it …");
        narrator.show(Json.line(chain.get(ref)));
        narrator.tell("… and as the server stores it");
        StoredFiles files = new StoredFiles(server.data());
        StoredFiles.Found stored = files.find(ref.key(), SHOWN_BYTES)
                .orElseThrow(() -> new AteException("object " + ref.key() + " is nowhere in the server's files"));
        narrator.tell(server.data().relativize(stored.file()) + " from byte " + Figures.count(stored.offset())
                + ": id, type, author and time, then hashes and what only a reader's key opens");
        HexDump.lines(stored.bytes()).forEach(narrator::tell);
        List<String> secrets = sample.stream()
                .flatMap(each -> Stream.of(each.path(Sample.ID), each.path("description")))
                .map(JsonNode::asString)
                .filter(text -> text.length() >= LONG_TEXT)
                .distinct()
                .toList();
        files.findAny(secrets).ifPresent(found -> {
            throw new AteException("the server's files hold in clear: " + found);
        });
        narrator.tell(
                "of " + Figures.count(secrets.size()) + " longer names and descriptions, none stands in clear in its "
                        + Figures.bytes(files.size()));
    }

    private void refuseStrangers(Chain chain) {
        narrator.step("A stranger's key");
        try (KeyBundle mallory = KeyBundle.generate(); AteClient client = AteClient.create(server.address())) {
            Session stranger = Session.of(mallory);
            narrator.tell("to read:  " + refusal(() -> client.openExisting(link(chain), stranger).close()));
            chain.run(dio -> {
                var _ = dio.chainRules().grantRead(mallory.publicKeys());
            });
            narrator.tell("Alice grants it the right to read, and no other");
            try (Chain readable = client.openExisting(link(chain), stranger)) {
                DaoRef<JsonNode> ref = readable.ref(PACKAGE, sample.getFirst().path(Sample.ID).stringValue());
                require(readable.get(ref).equals(sample.getFirst()), "a reader reads something else");
                narrator.show("to read:  " + Json.line(readable.get(ref)));
                narrator.tell("to write: " + refusal(() -> readable.overwrite(ref, sample.getLast())));
                require(chain.get(ref).equals(sample.getFirst()), "a refused write left its trace");
            }
        }
    }

    private void killAndRecover(Chain chain, Session alice) throws IOException, InterruptedException {
        narrator.step("In the middle of a second import the server is killed (kill -9)");
        AtomicBoolean killed = new AtomicBoolean();
        importSample(chain, COPY, counts -> {
            if (counts.all() >= sample.size() / 3 && killed.compareAndSet(false, true)) {
                killAndRestart(counts);
            }
        });
        require(killed.get(), "the import was over before the server could be killed");
        narrator.tell("the importer connected again by itself and finished");
        try (AteClient fresh = AteClient.create(server.address());
                Chain reopened = fresh.openExisting(link(chain), alice)) {
            requireAll(reopened, PACKAGE);
            requireAll(reopened, COPY);
            narrator.tell("a new client finds all " + Figures.count(2L * sample.size())
                    + " objects, each once and as it was: nothing was lost");
        }
    }

    private void killAndRestart(Counts counts) {
        try {
            long pid = server.pid();
            server.kill();
            narrator.tell("process " + pid + " is gone; " + Figures.count(counts.all())
                    + " objects were answered as durable");
            long began = System.nanoTime();
            server.restart();
            narrator.tell(String.format(Locale.ROOT, "process %d serves the same folder after %.1f s", server.pid(),
                    seconds(began)));
        } catch (IOException e) {
            throw new AteException("the server could not be started again: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AteException("interrupted while the server was to be killed", e);
        }
    }

    private void measure(Session alice) throws InterruptedException {
        narrator.step("How fast: 1 KiB events, encrypted, durable before they are answered");
        measure(alice, "one at a time:      ", load(1, 1));
        measure(alice, "64 under way:       ", load(1, 64));
        measure(alice, "100 to a commit:    ", load(100, 16));
    }

    /** One client that writes events of 1 KiB to one chain for two seconds, after one to warm up. */
    private static Load load(int batch, int inFlight) {
        return new Load(1024, batch, inFlight, 1, 1, 0, Scope.FULL, Trust.CENTRALIZED, 1, 2);
    }

    private void measure(Session alice, String title, Load load) throws InterruptedException {
        String name = "demo/alice/load-" + load.inFlight();
        try (AteClient owner = AteClient.create(server.address())) {
            owner.create(name, alice, Genesis.of(Rules.inherit())).close();
            Result result = new Run(load, _ -> seat(name, alice)).measure();
            owner.drop(name, alice);
            Result.Summary summary = result.summary();
            narrator.tell(String.format(Locale.ROOT, "%s%,8.0f events/s, half of the commits within %,d µs", title,
                    summary.eventsPerSecond(), summary.latencyMicros().p50()));
        }
    }

    private Seat seat(String name, Session session) {
        AteClient client = AteClient.create(server.address());
        return new Seat(client.openExisting(name, session), client::close);
    }

    private void importSample(Chain chain, Type<JsonNode> type, Consumer<Counts> progress)
            throws IOException, InterruptedException {
        try (JsonLines lines = Sample.lines()) {
            new Importer(chain.within(PATIENCE), type,
                    Optional.of(LineNames.ofStream(new NameField(Sample.NAME, Sample.ID))), BATCH, progress)
                    .run(lines);
        }
    }

    private void requireAll(Chain chain, Type<JsonNode> type) {
        List<JsonNode> stored = chain.commit(dio -> dio.roots(type).map(each -> each.value()).toList());
        require(stored.size() == sample.size() && new HashSet<>(stored).equals(new HashSet<>(sample)),
                "objects of " + type + " are not as they were imported");
    }

    /** The address that pins server and chain. */
    private String link(Chain chain) {
        return server.address().replace("#", "/" + CHAIN + "#") + "&chain=" + chain.id();
    }

    private static String refusal(Runnable attempt) {
        try {
            attempt.run();
        } catch (CommitRejectedException e) {
            return "refused, " + e.reason() + ": " + e.getMessage();
        } catch (NoReadAuthorityException e) {
            return "refused: " + e.getMessage();
        }
        throw new AteException("a stranger was not refused");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AteException(otherwise);
        }
    }

    private static String rate(int count, long began) {
        return String.format(Locale.ROOT, "%,d in %.2f s (%,.0f/s)", count, seconds(began), count / seconds(began));
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
