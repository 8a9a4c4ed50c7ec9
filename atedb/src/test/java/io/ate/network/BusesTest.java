package io.ate.network;

import io.ate.AteConfig;
import io.ate.Bus;
import io.ate.Chain;
import io.ate.Change;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.KeyBundle;
import io.ate.Position;
import io.ate.Registration;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Buses, followers and queues between clients of one server, over real sockets. */
class BusesTest {
    private static final ServerConfig ANY_PORT = ServerConfig.defaults().port(0);
    private static final String CHAIN = "example.com/alice/table";
    private static final Field.Vec<Ball> BALLS = Field.vec("balls", Ball.class);
    private static final Field.Vec<Ball> HIT = Field.vec("hit", Ball.class);
    private static final AteConfig PATIENT = AteConfig.builder().deadline(Duration.ofSeconds(60)).build();
    private static final Duration LONG = Duration.ofSeconds(60);

    private final KeyBundle alice = KeyBundle.generate();

    record Table(String name) {}

    record Ball(int number) {}

    @AfterEach
    void close() {
        alice.close();
    }

    private static DaoRef<Table> table(Chain chain) {
        return chain.ref(Table.class, "table");
    }

    private static CompletableFuture<DaoRef<Ball>> add(Chain chain, int number) {
        return chain.commitAsync(dio -> dio.load(table(chain)).in(BALLS).add(new Ball(number)).ref());
    }

    private static List<Integer> take(Bus<Ball> bus, int count) throws InterruptedException {
        List<Integer> taken = new ArrayList<>();
        while (taken.size() < count) {
            Change<Ball> change = bus.poll(LONG).orElseThrow(() -> new AssertionError("only " + taken));
            taken.add(change instanceof Change.Stored<Ball> ball ? ball.value().number() : -1);
        }
        return taken;
    }

    @Test
    void aReaderThatFallsBehindMissesNothingThroughCutsAndRestarts(@TempDir Path folder) throws Exception {
        AteServer first = AteServer.open(folder, ANY_PORT.port(LastingPort.any()));
        int port = first.port();
        try (AteClient one = AteClient.create(first.address(), PATIENT);
                AteClient other = AteClient.create(first.address(), PATIENT);
                Chain written = one.open(CHAIN, Session.of(alice))) {
            written.store(table(written), new Table("table"));
            try (Chain read = other.openExisting(CHAIN, Session.of(alice));
                    Bus<Ball> bus = read.bus(table(read), BALLS, Position.START)) {
                List<CompletableFuture<DaoRef<Ball>>> commits = new ArrayList<>();
                IntStream.range(0, 1_000).forEach(number -> commits.add(add(written, number)));
                List<Integer> seen = new ArrayList<>(take(bus, 100));
                first.close();
                IntStream.range(1_000, 2_000).forEach(number -> commits.add(add(written, number)));
                try (AteServer _ = AteServer.open(folder, ANY_PORT.port(port))) {
                    for (CompletableFuture<DaoRef<Ball>> commit : commits) {
                        commit.get(60, TimeUnit.SECONDS);
                    }
                    seen.addAll(take(bus, 1_000));
                    Position position = bus.position();
                    try (Bus<Ball> onward = written.bus(table(written), BALLS, position)) {
                        seen.addAll(take(onward, 900));
                    }
                    assertThat(seen).isEqualTo(IntStream.range(0, 2_000).boxed().toList());
                }
            }
        }
    }

    @Test
    void whatIsNotConfirmedIsReadAndNotTold(@TempDir Path folder) throws Exception {
        AteServer first = AteServer.open(folder, ANY_PORT.port(LastingPort.any()));
        int port = first.port();
        try (AteClient client = AteClient.create(first.address(), PATIENT);
                Chain chain = client.open(CHAIN, Session.of(alice))) {
            DaoRef<Table> table = chain.store(table(chain), new Table("table"));
            try (Bus<Ball> bus = chain.bus(table, BALLS)) {
                first.close();
                CompletableFuture<DaoRef<Ball>> pending = add(chain, 1);
                List<Ball> read = chain.commit(dio -> dio.load(table).in(BALLS).values());
                assertThat(read).containsExactly(new Ball(1));
                assertThat(bus.poll(Duration.ZERO)).isEmpty();
                try (AteServer _ = AteServer.open(folder, ANY_PORT.port(port))) {
                    assertThat(take(bus, 1)).containsExactly(1);
                    assertThat(pending.get(60, TimeUnit.SECONDS)).isNotNull();
                }
            }
        }
    }

    @Test
    void clientsShareAQueueAndWhatComesOfItIsFollowedOnce() throws Exception {
        int balls = 100;
        try (AteServer server = AteServer.inMemory();
                AteClient one = AteClient.create(server.address(), PATIENT);
                AteClient other = AteClient.create(server.address(), PATIENT);
                Chain a = one.open(CHAIN, Session.of(alice))) {
            DaoRef<Table> table = a.store(table(a), new Table("table"));
            DaoRef<Ball> sum = a.store(new Ball(0));
            try (Chain b = other.openExisting(CHAIN, Session.of(alice));
                    Bus<Ball> hits = a.bus(table, HIT);
                    Bus<Ball> sums = a.bus(Ball.class);
                    Registration _ = a.queue(table, BALLS).serve((dio, ball) -> hit(dio.load(table), ball.value()));
                    Registration _ = b.queue(table, BALLS).serve((dio, ball) -> hit(dio.load(table), ball.value()));
                    Registration _ = follow(a, table, sum);
                    Registration _ = follow(b, table, sum)) {
                CompletableFuture<?>[] added = IntStream.range(0, balls)
                        .mapToObj(number -> add(b, number))
                        .toArray(CompletableFuture<?>[]::new);
                CompletableFuture.allOf(added).get(60, TimeUnit.SECONDS);
                assertThat(take(hits, balls)).containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, balls).boxed().toList());
                assertThat(take(sums, balls).getLast()).isEqualTo(balls * (balls - 1) / 2);
            }
        }
    }

    private static void hit(Dao<Table> table, Ball ball) {
        table.in(HIT).add(ball);
    }

    private static Registration follow(Chain chain, DaoRef<Table> table, DaoRef<Ball> sum) {
        return chain.follow("sum", from -> chain.bus(table, HIT, from), (dio, change) -> {
            if (change instanceof Change.Stored<Ball> hit) {
                dio.load(sum).update(before -> new Ball(before.number() + hit.value().number()));
            }
        });
    }
}
