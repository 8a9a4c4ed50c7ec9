package io.ate.network;

import io.ate.Chain;
import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.KeyBundle;
import io.ate.Position;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.extension.Sink;
import io.ate.extension.StoredCommit;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Sinks of real servers. */
class SinksTest {
    private static final ServerConfig ANY_PORT = ServerConfig.defaults().port(0);
    /** Its sinks have time to be told everything, however busy the machine. */
    private static final ServerConfig PATIENT = ANY_PORT.grace(Duration.ofMinutes(5));

    private final KeyBundle alice = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);

    record Note(String text) {}

    /** Keeps all that it is told, and demands that it is told in order. Told by one thread at a time. */
    private static class Keeping implements Sink {
        private final Map<ChainName, List<StoredCommit>> told = new ConcurrentHashMap<>();
        private final Position from;

        Keeping(Position from) {
            this.from = from;
        }

        @Override
        public Position from(ChainName chain, ChainId id) {
            return from;
        }

        @Override
        public void stored(StoredCommit commit) throws Exception {
            List<StoredCommit> before = told(commit.chain());
            if (!before.isEmpty()) {
                assertThat(commit.first()).isEqualTo(before.getLast().last() + 1);
            }
            told.computeIfAbsent(commit.chain(), _ -> new CopyOnWriteArrayList<>()).add(commit);
        }

        List<StoredCommit> told(ChainName chain) {
            return told.getOrDefault(chain, List.of());
        }

        List<Long> firsts(String chain) {
            return told(new ChainName(chain)).stream().map(StoredCommit::first).toList();
        }
    }

    @AfterEach
    void close() {
        alice.close();
    }

    private void store(AteServer server, String name, int commits) throws Exception {
        try (AteClient client = AteClient.create(server.address()); Chain chain = client.open(name, asAlice)) {
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int i = 0; i < commits; i++) {
                answers.add(chain.commitAsync(dio -> dio.store(new Note("x"))));
            }
            for (CompletableFuture<?> each : answers) {
                each.get(60, TimeUnit.SECONDS);
            }
        }
    }

    private static List<Long> upTo(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void itIsToldOfEveryDurableCommitInOrderAndOnce(@TempDir Path folder) throws Exception {
        Keeping sink = new Keeping(Position.NOW);
        try (AteServer server = AteServer.open(folder, PATIENT.sink(sink))) {
            store(server, "test/one", 300);
            store(server, "test/other", 200);
            store(server, "test/one", 100);
        }
        assertThat(sink.firsts("test/one")).isEqualTo(upTo(1, 400));
        assertThat(sink.firsts("test/other")).isEqualTo(upTo(1, 200));
        assertThat(sink.told(new ChainName("test/one"))).allSatisfy(commit -> {
            assertThat(commit.keys()).containsExactly(alice.publicKeys().id());
            assertThat(commit.events()).singleElement().satisfies(event -> {
                assertThat(event.type()).isEqualTo("Note");
                assertThat(event.payloadBytes()).isPositive();
            });
        });
    }

    @Test
    void itGoesOnWhereItWantsTo(@TempDir Path folder) throws Exception {
        try (AteServer server = AteServer.open(folder, PATIENT)) {
            store(server, "test/one", 10);
            try (AteClient client = AteClient.create(server.address());
                    Chain chain = client.openExisting("test/one", asAlice)) {
                chain.run(dio -> {
                    for (int i = 0; i < 5; i++) {
                        dio.store(new Note("one of five"));
                    }
                });
            }
        }
        Keeping all = new Keeping(Position.START);
        Keeping news = new Keeping(Position.NOW);
        Keeping rest = new Keeping(Position.after(8));
        Keeping within = new Keeping(Position.after(12));
        Keeping beyond = new Keeping(Position.after(1_000));
        try (AteServer server = AteServer.open(folder,
                PATIENT.sink(all).sink(news).sink(rest).sink(within).sink(beyond))) {
            store(server, "test/new", 1);
        }
        assertThat(all.firsts("test/one")).as("though nobody opens the chain").isEqualTo(upTo(1, 11));
        assertThat(news.firsts("test/one")).isEmpty();
        assertThat(rest.firsts("test/one")).isEqualTo(upTo(9, 11));
        assertThat(within.told(new ChainName("test/one"))).as("the whole commit").singleElement().satisfies(commit -> {
            assertThat(commit.first()).isEqualTo(11);
            assertThat(commit.last()).isEqualTo(15);
        });
        assertThat(beyond.firsts("test/one")).isEmpty();
        for (Keeping each : List.of(all, news)) {
            assertThat(each.firsts("test/new")).containsExactly(1L);
        }
        Keeping later = new Keeping(Position.NOW);
        try (AteServer server = AteServer.open(folder, PATIENT.sink(later))) {
            store(server, "test/one", 3);
        }
        assertThat(later.firsts("test/one")).isEqualTo(upTo(16, 18));
    }

    @Test
    void whatItThrowsHasItToldAgainAndNothingIsPassedOver() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        CountDownLatch told = new CountDownLatch(40);
        Keeping sink = new Keeping(Position.START) {
            @Override
            public void stored(StoredCommit commit) throws Exception {
                if (commit.chain().text().equals("test/bad") && commit.first() == 3 && failures.get() < 3) {
                    throw switch (failures.incrementAndGet()) {
                        case 1 -> new IllegalStateException("the sink's own");
                        case 2 -> new InterruptedException("the sink's own");
                        default -> new Exception(new StackOverflowError("the sink's own"));
                    };
                }
                super.stored(commit);
                told.countDown();
            }
        };
        try (AteServer server = AteServer.inMemory(ANY_PORT.sink(sink))) {
            store(server, "test/bad", 20);
            store(server, "test/good", 20);
            assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(sink.firsts("test/bad")).isEqualTo(upTo(1, 20));
            assertThat(sink.firsts("test/good")).isEqualTo(upTo(1, 20));
            assertThat(failures).hasValue(3);
        }
    }

    @Test
    void whereItFailsForGoodOtherChainsGoOn() throws Exception {
        Keeping sink = new Keeping(Position.START) {
            @Override
            public void stored(StoredCommit commit) throws Exception {
                if (commit.chain().text().equals("test/bad")) {
                    throw new StackOverflowError("the sink's own");
                }
                super.stored(commit);
            }
        };
        try (AteServer server = AteServer.inMemory(ANY_PORT.sink(sink))) {
            store(server, "test/bad", 20);
            store(server, "test/good", 20);
        }
        assertThat(sink.firsts("test/good")).isEqualTo(upTo(1, 20));
        assertThat(sink.firsts("test/bad")).isEmpty();
    }

    @Test
    void ifItTakesLongNobodyWaitsAndItIsToldEverything() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Keeping sink = new Keeping(Position.START) {
            @Override
            public void stored(StoredCommit commit) throws Exception {
                goOn.await();
                super.stored(commit);
            }
        };
        try (AteServer server = AteServer.inMemory(PATIENT.sink(sink))) {
            store(server, "test/one", 2_000);
            store(server, "test/other", 10);
            assertThat(sink.firsts("test/one")).isEmpty();
            goOn.countDown();
        }
        assertThat(sink.firsts("test/one")).isEqualTo(upTo(1, 2_000));
        assertThat(sink.firsts("test/other")).isEqualTo(upTo(1, 10));
    }

    @Test
    void ifItNeverReturnsTheServerEndsAllTheSame() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Sink stuck = _ -> {
            called.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
        };
        try (AteServer server = AteServer.inMemory(ANY_PORT.grace(Duration.ofMillis(500)).sink(stuck))) {
            store(server, "test/one", 3);
            called.await();
        }
        assertThat(interrupted.getCount()).as("is interrupted before close returns").isZero();
    }

    @Test
    void aChainThatIsDroppedIsTheEndOfIt() throws Exception {
        Keeping sink = new Keeping(Position.START);
        try (AteServer server = AteServer.inMemory(PATIENT.sink(sink))) {
            store(server, "test/one", 3);
            try (AteClient client = AteClient.create(server.address())) {
                client.drop("test/one", asAlice);
            }
            store(server, "test/other", 2);
        }
        assertThat(sink.firsts("test/other")).isEqualTo(upTo(1, 2));
    }
}
