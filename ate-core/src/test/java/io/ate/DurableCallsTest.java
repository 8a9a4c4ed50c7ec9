package io.ate;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Requests that are stored until they are replied to, on a chain in this process. */
class DurableCallsTest {
    private static final Service<Ping, Pong> PING = Service.of("ping", Ping.class, Pong.class);

    private final Chain chain = Chain.temporary();
    private final DaoRef<Count> count = chain.store(new Count(0));

    record Ping(String text) {}

    record Pong(String text) {}

    record Count(int calls) {}

    @AfterEach
    void close() {
        chain.close();
    }

    private static Pong pong(Ping ping) {
        return new Pong(ping.text() + "!");
    }

    /** Makes the service known, and serves it no more. */
    private void announce() {
        chain.serve(PING, DurableCallsTest::pong).close();
    }

    private Pong counted(Dio dio, Ping ping) {
        dio.load(count).update(before -> new Count(before.calls() + 1));
        return pong(ping);
    }

    /** What stands below the services of the chain, besides what holds it. */
    private static List<String> below(Chain where) {
        return where.commit(dio -> dio.all()
                .filter(each -> each.parent().isPresent())
                .map(Dao::typeName)
                .filter(each -> !each.equals("ate.mailbox"))
                .toList());
    }

    @ParameterizedTest
    @EnumSource
    void aRequestHasOneReplyAndNothingOfBothIsLeft(Trust trust) {
        try (Chain one = Chain.temporary(AteConfig.defaults(), Genesis.of(Rules.inherit()).trust(trust));
                Registration _ = one.serve(PING, DurableCallsTest::pong)) {
            assertThat(one.invokeDurably(PING, new Ping("hi"))).isEqualTo(new Pong("hi!"));
            assertThat(below(one)).isEmpty();
        }
    }

    @Test
    void aRequestWaitsForSomebodyWhoServesAndIsRepliedToThoughNobodyWaits() {
        announce();
        DurableCall<Pong> call = chain.submit(PING, new Ping("hi"));
        assertThatExceptionOfType(ServiceUnavailableException.class)
                .isThrownBy(() -> chain.within(Duration.ofMillis(50)).submitted(PING, call.id()).await())
                .withMessageContaining(call.id().toString())
                .satisfies(e -> assertThat(e.mayHaveRun()).isTrue());
        try (Registration _ = chain.serve(PING, DurableCallsTest::pong)) {
            assertThat(call.await()).isEqualTo(new Pong("hi!"));
            assertThat(call.await()).as("until it is forgotten").isEqualTo(new Pong("hi!"));
        }
    }

    @Test
    void whoIsStartedAnewFindsTheReplyByTheIdOfTheRequest(@TempDir Path folder) {
        try (KeyBundle keys = KeyBundle.generate()) {
            PrimaryKey id;
            try (Chain first = Chain.open(folder, Session.of(keys));
                    Registration _ = first.serve(PING, DurableCallsTest::pong)) {
                id = first.submit(PING, new Ping("hi")).id();
                assertThat(first.invokeDurably(PING, new Ping("behind it"))).isEqualTo(new Pong("behind it!"));
            }
            try (Chain again = Chain.open(folder, Session.of(keys));
                    Registration _ = again.serve(PING, DurableCallsTest::pong)) {
                DurableCall<Pong> call = again.submitted(PING, id);
                assertThat(call.await()).isEqualTo(new Pong("hi!"));
                call.forget();
                call.forget();
                assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(call::await);
            }
        }
    }

    @Test
    void servicesOfOneProgramHaveTypesOfTheirOwn() {
        Service<Count, Ping> other = Service.of("other", Count.class, Ping.class);
        try (Registration _ = chain.serve(PING, DurableCallsTest::pong);
                Registration _ = chain.serve(other, asked -> new Ping("" + asked.calls()))) {
            assertThat(chain.invokeDurably(PING, new Ping("hi"))).isEqualTo(new Pong("hi!"));
            assertThat(chain.invokeDurably(other, new Count(7))).isEqualTo(new Ping("7"));
        }
    }

    @Test
    void whatTheHandlerThrowsIsTheReply() {
        try (Registration _ = chain.serve(PING, (Service.Handler<Ping, Pong>) _ -> {
            throw new IllegalArgumentException("no such account");
        })) {
            assertThatExceptionOfType(ServiceException.class)
                    .isThrownBy(() -> chain.invokeDurably(PING, new Ping("hi")))
                    .withMessageContaining("no such account")
                    .satisfies(e -> assertThat(e.error()).isEqualTo(IllegalArgumentException.class.getName()));
        }
        assertThat(below(chain)).isEmpty();
    }

    @Test
    void aReplyThatCannotBeStoredIsAFailureOfTheHandler() {
        try (Registration _ = chain.serve(PING, _ -> new Pong("x".repeat(40 << 20)))) {
            assertThatExceptionOfType(ServiceException.class)
                    .isThrownBy(() -> chain.invokeDurably(PING, new Ping("hi")));
        }
    }

    @Test
    void whatAHandlerDoesInItsUnitOfWorkAndTheReplyAreOneCommit() {
        AtomicInteger failures = new AtomicInteger();
        try (Registration _ = chain.serve(PING, (dio, ping, _) -> {
            Pong pong = counted(dio, ping);
            if (ping.text().isEmpty()) {
                failures.incrementAndGet();
                throw new IllegalArgumentException("nothing to say");
            }
            return pong;
        })) {
            assertThat(chain.invokeDurably(PING, new Ping("hi"))).isEqualTo(new Pong("hi!"));
            assertThat(chain.invoke(PING, new Ping("hi"))).as("not durably").isEqualTo(new Pong("hi!"));
            assertThat(chain.get(count)).isEqualTo(new Count(2));
            assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> chain.invokeDurably(PING, new Ping("")));
            assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> chain.invoke(PING, new Ping("")));
        }
        assertThat(failures).hasValue(2);
        assertThat(chain.get(count)).isEqualTo(new Count(2));
    }

    @Test
    void severalWhoServeShareManyRequestsAndEachHasItsEffectOnce() {
        int calls = 200;
        Service.CommitHandler<Ping, Pong> handler = (dio, ping, _) -> counted(dio, ping);
        Chain patient = chain.within(Duration.ofMinutes(3)); // all of them race for one object
        try (Registration _ = patient.serve(PING, handler); Registration _ = patient.serve(PING, handler)) {
            List<CompletableFuture<Pong>> replies = IntStream.range(0, calls)
                    .mapToObj(each -> CompletableFuture.supplyAsync(
                            () -> patient.invokeDurably(PING, new Ping("" + each)), Thread::startVirtualThread))
                    .toList();
            IntStream.range(0, calls)
                    .forEach(each -> assertThat(replies.get(each).orTimeout(4, TimeUnit.MINUTES).join())
                            .isEqualTo(new Pong(each + "!")));
        }
        assertThat(chain.get(count)).isEqualTo(new Count(calls));
        assertThat(below(chain)).isEmpty();
    }

    @Test
    void aHandlerThatTakesItsTimeHoldsUpNoOther() {
        CountDownLatch goOn = new CountDownLatch(1);
        try (Registration _ = chain.serve(PING, ping -> {
            if (ping.text().equals("slow")) {
                goOn.await();
            }
            return pong(ping);
        })) {
            DurableCall<Pong> slow = chain.submit(PING, new Ping("slow"));
            assertThat(chain.invokeDurably(PING, new Ping("quick"))).isEqualTo(new Pong("quick!"));
            goOn.countDown();
            assertThat(slow.await()).isEqualTo(new Pong("slow!"));
        }
    }

    @Test
    void aRequestThatWasBegunFiveTimesInVainIsNotBegunAgain() {
        announce();
        DurableCall<Pong> call = chain.submit(PING, new Ping("deadly"));
        Field.Vec<JsonNode> begun = Field.vec("ate.begun", Type.tree("ate.begun"));
        JsonNode when = JsonNodeFactory.instance.objectNode().put("when", "2026-01-01T00:00:00Z");
        chain.run(dio -> IntStream.range(0, 5)
                .forEach(_ -> dio.load(DaoRef.of(Ping.class, call.id())).in(begun).add(when)));
        AtomicInteger runs = new AtomicInteger();
        try (Registration _ = chain.serve(PING, ping -> {
            runs.incrementAndGet();
            return pong(ping);
        })) {
            assertThatExceptionOfType(ServiceException.class).isThrownBy(call::await).withMessageContaining("5 times");
        }
        assertThat(runs).hasValue(0);
    }

    @Test
    void thatARequestIsBegunStandsInTheChain() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        try (Changes changes = chain.changes(Position.NOW); Registration _ = chain.serve(PING, ping -> {
            goOn.await();
            return pong(ping);
        })) {
            DurableCall<Pong> call = chain.submit(PING, new Ping("hi"));
            Change<JsonNode> change = changes.take();
            while (!change.ref().type().name().equals("ate.begun")) {
                change = changes.take();
            }
            goOn.countDown();
            assertThat(call.await()).isEqualTo(new Pong("hi!"));
        }
    }

    @Test
    void aReplyThatNobodyTakesGoesAfterADay() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        InstantSource clock = now::get;
        AteConfig config = AteConfig.builder().clock(clock.withZone(ZoneOffset.UTC)).build();
        try (Chain dated = Chain.temporary(config); Registration _ = dated.serve(PING, DurableCallsTest::pong)) {
            DurableCall<Pong> left = dated.submit(PING, new Ping("left"));
            assertThat(left.await()).isEqualTo(new Pong("left!"));
            now.set(now.get().plus(Duration.ofHours(23)));
            assertThat(dated.invokeDurably(PING, new Ping("next"))).isEqualTo(new Pong("next!"));
            assertThat(left.await()).isEqualTo(new Pong("left!"));
            now.set(now.get().plus(Duration.ofHours(2)));
            assertThat(dated.invokeDurably(PING, new Ping("late"))).isEqualTo(new Pong("late!"));
            assertThat(dated.invokeDurably(PING, new Ping("after the sweeping"))).isNotNull();
            assertThat(below(dated)).isEmpty();
        }
    }

    @Test
    void whatNobodyHasServedIsNotRequested() {
        long before = chain.sequence();
        assertThatExceptionOfType(ServiceUnavailableException.class)
                .isThrownBy(() -> chain.submit(PING, new Ping("hi")))
                .satisfies(e -> assertThat(e.mayHaveRun()).isFalse());
        assertThat(chain.sequence()).isEqualTo(before);
    }

    @Test
    void whoReadsTheServiceByNameMayCallThoughHeMayNotServeAndNobodyTakesAReplyOfHis() {
        PublicKeys own = chain.session().publicKeys().findFirst().orElseThrow();
        try (KeyBundle bob = KeyBundle.generate(); Chain bobs = chain.as(Session.of(bob))) {
            chain.store(PING.in(chain), PING.description(), Rules.inherit().readableBy(own, bob.publicKeys()));
            AtomicReference<KeyId> caller = new AtomicReference<>();
            Registration serving = chain.serve(PING, (ping, call) -> {
                caller.set(call.caller());
                return pong(ping);
            });
            assertThat(bobs.invokeDurably(PING, new Ping("bob's"))).isEqualTo(new Pong("bob's!"));
            assertThat(caller.get()).isEqualTo(bob.id());
            serving.close();

            DurableCall<Pong> call = chain.submit(PING, new Ping("hi"));
            Field.Map<String, Pong> replies = Field.map("replies", String.class, Pong.class);
            bobs.run(dio -> {
                Dao<JsonNode> request = dio.find(call.id()).orElseThrow();
                dio.load(request.parent().orElseThrow()).in(replies).put(call.id().toString(), new Pong("forged"));
            });
            assertThatExceptionOfType(ServiceUnavailableException.class)
                    .isThrownBy(() -> chain.within(Duration.ofMillis(50)).submitted(PING, call.id()).await());
            try (Registration _ = chain.serve(PING, DurableCallsTest::pong)) {
                assertThat(call.await()).isEqualTo(new Pong("hi!"));
            }
        }
    }

    @Test
    void whoWasNamedLaterMayCallWhenTheOwnerServesAgain() {
        PublicKeys own = chain.session().publicKeys().findFirst().orElseThrow();
        announce();
        try (KeyBundle bob = KeyBundle.generate(); Chain bobs = chain.as(Session.of(bob))) {
            chain.run(dio -> dio.load(PING.in(chain))
                    .rules(Rules.inherit().readableBy(own, bob.publicKeys()).writableBy(own)));
            assertThatExceptionOfType(NoWriteAuthorityException.class)
                    .isThrownBy(() -> bobs.submit(PING, new Ping("hi")));
            try (Registration _ = chain.serve(PING, DurableCallsTest::pong)) {
                assertThat(bobs.invokeDurably(PING, new Ping("hi"))).isEqualTo(new Pong("hi!"));
            }
            chain.run(dio -> dio.load(PING.in(chain)).rules(Rules.inherit().readableBy(own).writableBy(own)));
            announce();
            assertThatExceptionOfType(AteException.class).isThrownBy(() -> bobs.submit(PING, new Ping("hi")));
        }
    }
}
