package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is put below an object that somebody else has stored under the same name meanwhile. */
class BuiltOnNamesTest {
    private static final String NAME = "example.com/alice/orders";
    private static final Field.Vec<Line> LINES = Field.vec("lines", Line.class);
    private static final Field.Child<Line> FIRST = Field.child("first", Line.class);
    private static final AteConfig PATIENT = AteConfig.builder().deadline(Duration.ofMinutes(2)).build();

    private final KeyBundle alice = KeyBundle.generate();
    private final AteServer server = AteServer.inMemory();
    private final CuttingProxy proxy = new CuttingProxy(server.port());
    private final AteClient away = AteClient.create(proxy.of(server.address()), PATIENT);
    private final AteClient there = AteClient.create(server.address(), PATIENT);

    BuiltOnNamesTest() throws IOException {}

    record Order(String whose) {}

    record Line(String text) {}

    @AfterEach
    void close() {
        away.close();
        there.close();
        proxy.close();
        server.close();
        alice.close();
    }

    private Chain create(Trust trust) {
        return away.create(NAME, Session.of(alice), Genesis.of(Rules.inherit()).trust(trust));
    }

    private static CompletableFuture<?> addLine(Chain chain, DaoRef<Order> order) {
        return chain.commitAsync(dio -> dio.load(order).in(LINES).add(new Line("mine")).key());
    }

    private static List<Line> lines(Chain chain, DaoRef<Order> order) {
        return chain.commit(dio -> dio.load(order).in(LINES).values());
    }

    @ParameterizedTest
    @EnumSource
    void nothingGetsBelowTheObjectOfWhoWasFaster(Trust trust) throws Exception {
        try (Chain mine = create(trust); Chain others = there.openExisting(NAME, Session.of(alice))) {
            DaoRef<Order> order = mine.ref(Order.class, "order 17");
            proxy.cut();
            others.store(order, new Order("others'"));
            CompletableFuture<?> stored = mine.commitAsync(dio -> dio.store(order, new Order("mine")).key());
            CompletableFuture<?> added = addLine(mine, order);
            CompletableFuture<?> set = mine.commitAsync(dio -> dio.load(order).in(FIRST).set(new Line("mine")).key());
            proxy.mend();

            for (CompletableFuture<?> each : List.of(stored, added, set)) {
                assertThat(each).failsWithin(Duration.ofMinutes(1))
                        .withThrowableThat()
                        .withCauseInstanceOf(ConflictException.class);
            }
            mine.sync();
            assertThat(mine.get(order)).isEqualTo(new Order("others'"));
            assertThat(lines(mine, order)).isEmpty();
            assertThat(addLine(mine, order)).succeedsWithin(Duration.ofMinutes(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasToBeMovedThereStaysWhereItWas(Trust trust) throws Exception {
        try (Chain mine = create(trust); Chain others = there.openExisting(NAME, Session.of(alice))) {
            DaoRef<Order> order = mine.ref(Order.class, "order 17");
            DaoRef<Line> awaited = mine.store(new Line("moved"));
            DaoRef<Line> unawaited = mine.store(new Line("moved by nobody who waits"));
            others.sync();
            proxy.cut();
            others.store(order, new Order("others'"));
            CompletableFuture<?> stored = mine.commitAsync(dio -> dio.store(order, new Order("mine")).key());
            CompletableFuture<?> moved = mine.commitAsync(dio -> {
                dio.load(awaited).moveTo(dio.load(order).in(LINES));
                return awaited;
            });
            mine.with(Scope.NONE).run(dio -> dio.load(unawaited).moveTo(dio.load(order).in(LINES)));
            proxy.mend();

            for (CompletableFuture<?> each : List.of(stored, moved)) {
                assertThat(each).failsWithin(Duration.ofMinutes(1))
                        .withThrowableThat()
                        .withCauseInstanceOf(ConflictException.class);
            }
            mine.sync();
            assertThat(lines(mine, order)).isEmpty();
            assertThat(mine.<Long, RuntimeException>commit(dio -> dio.roots(Line.class).count())).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void norDoesWhatNobodyWaitsForAndAllOfItIsToldRefused(Trust trust) throws Exception {
        try (Chain mine = create(trust); Chain others = there.openExisting(NAME, Session.of(alice))) {
            Queue<CommitRejectedException> refused = new ConcurrentLinkedQueue<>();
            var _ = mine.onRefused(refused::add);
            DaoRef<Order> order = mine.ref(Order.class, "order 17");
            proxy.cut();
            others.store(order, new Order("others'"));
            Chain unawaited = mine.with(Scope.NONE);
            unawaited.run(dio -> dio.store(order, new Order("mine")));
            unawaited.run(dio -> dio.load(order).in(LINES).add(new Line("mine")));
            proxy.mend();

            mine.sync();
            assertThat(lines(mine, order)).isEmpty();
            assertThat(refused).hasSize(2).allMatch(ConflictException.class::isInstance);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasToTakeThePlaceOfWhateverStandsThereIsBuiltOnAsItComesToStand(Trust trust) throws Exception {
        try (Chain mine = create(trust); Chain others = there.openExisting(NAME, Session.of(alice))) {
            DaoRef<Order> order = mine.ref(Order.class, "order 17");
            DaoRef<Line> line = mine.store(new Line("moved"));
            proxy.cut();
            others.store(order, new Order("others'"));
            Chain unawaited = mine.with(Scope.NONE);
            unawaited.run(dio -> dio.overwrite(order, new Order("mine")));
            unawaited.run(dio -> dio.load(order).in(LINES).add(new Line("mine")));
            CompletableFuture<?> added = addLine(mine, order);
            CompletableFuture<?> moved = mine.commitAsync(dio -> {
                dio.load(line).moveTo(dio.load(order).in(LINES));
                return line;
            });
            proxy.mend();

            assertThat(added).succeedsWithin(Duration.ofMinutes(1));
            assertThat(moved).succeedsWithin(Duration.ofMinutes(1));
            mine.sync();
            assertThat(mine.get(order)).isEqualTo(new Order("mine"));
            assertThat(lines(mine, order)).containsExactly(new Line("mine"), new Line("mine"), new Line("moved"));
        }
    }
}
