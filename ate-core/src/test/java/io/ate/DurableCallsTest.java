package io.ate;

import io.ate.internal.service.BegunInVain;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
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
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Requests that are stored until they are replied to, on a chain in this process. */
class DurableCallsTest {
    private static final Service<Ping, Pong> PING = Service.of("ping", Ping.class, Pong.class);

    private static final Field.Map<String, JsonNode> BEGUN = Field.map("ate.begun", String.class,
            Type.tree("ate.begun"));
    private static final Field.Map<String, Pong> REPLIES = Field.map("replies", String.class, Pong.class);

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

    private PublicKeys own() {
        return chain.session().publicKeys().findFirst().orElseThrow();
    }

    /** The object below the service that requests wait in. */
    private static Dao<JsonNode> mailbox(Dio dio) {
        return dio.all().filter(each -> each.typeName().equals("ate.mailbox")).findFirst().orElseThrow();
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

    @ParameterizedTest
    @EnumSource
    void whateverAHandlerThrowsIsTheReply(Awkward thrown) {
        AtomicInteger runs = new AtomicInteger();
        try (Registration _ = chain.serve(PING, ping -> {
            if (ping.text().isEmpty()) {
                runs.incrementAndGet();
                thrown.raise();
            }
            return pong(ping);
        })) {
            assertThatExceptionOfType(ServiceException.class)
                    .isThrownBy(() -> chain.within(Duration.ofMinutes(2)).invokeDurably(PING, new Ping("")))
                    .satisfies(e -> assertThat(e.error()).isEqualTo(thrown.make().getClass().getName()));
            assertThat(chain.invokeDurably(PING, new Ping("hi"))).isEqualTo(new Pong("hi!"));
        }
        assertThat(runs).hasValue(1);
        assertThat(below(chain)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHandlerThatLeavesItsThreadInterruptedHasAReplyAndEndsNothing(boolean within) {
        try (Registration _ = within ? chain.serve(PING, (_, ping, _) -> interrupted(ping))
                : chain.serve(PING, DurableCallsTest::interrupted)) {
            Chain soon = chain.within(Duration.ofMinutes(2));
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(ServiceException.class)
                        .isThrownBy(() -> soon.invokeDurably(PING, new Ping("")))
                        .withMessageContaining("it took too long");
                assertThat(soon.invokeDurably(PING, new Ping("hi"))).isEqualTo(new Pong("hi!"));
            }
        }
    }

    private static Pong interrupted(Ping ping) {
        Thread.currentThread().interrupt();
        if (ping.text().isEmpty()) {
            throw new IllegalStateException("it took too long");
        }
        return pong(ping);
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
    void aRequestThatFiveProgramsBeganInVainIsNotBegunAgain() {
        announce();
        DurableCall<Pong> call = chain.submit(PING, new Ping("deadly"));
        chain.run(dio -> BegunInVain.by(5, dio, DaoRef.of(Ping.class, call.id())));
        AtomicInteger runs = new AtomicInteger();
        try (Registration _ = chain.serve(PING, ping -> {
            runs.incrementAndGet();
            return pong(ping);
        })) {
            assertThatExceptionOfType(ServiceException.class).isThrownBy(call::await)
                    .withMessageContaining("5 programs");
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
    void aClockThatLeapsCostsNobodyHisReply() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        InstantSource clock = now::get;
        AteConfig config = AteConfig.builder().clock(clock.withZone(ZoneOffset.UTC)).build();
        try (Chain dated = Chain.temporary(config); Registration _ = dated.serve(PING, DurableCallsTest::pong)) {
            DurableCall<Pong> left = dated.submit(PING, new Ping("left"));
            assertThat(left.await()).isEqualTo(new Pong("left!"));
            for (int i = 0; i < 10; i++) {
                now.set(now.get().plus(Duration.ofHours(25)));
                assertThat(dated.invokeDurably(PING, new Ping("next"))).isEqualTo(new Pong("next!"));
                dated.sync();
            }
            assertThat(left.await()).isEqualTo(new Pong("left!"));
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
        try (KeyBundle bob = KeyBundle.generate(); Chain bobs = chain.as(Session.of(bob))) {
            chain.store(PING.in(chain), PING.description(), Rules.inherit().readableBy(own(), bob.publicKeys()));
            AtomicReference<KeyId> caller = new AtomicReference<>();
            Registration serving = chain.serve(PING, (ping, call) -> {
                caller.set(call.caller());
                return pong(ping);
            });
            assertThat(bobs.invokeDurably(PING, new Ping("bob's"))).isEqualTo(new Pong("bob's!"));
            assertThat(caller.get()).isEqualTo(bob.id());
            assertThat(below(chain)).as("he takes his reply away").isEmpty();
            serving.close();

            DurableCall<Pong> call = chain.submit(PING, new Ping("hi"));
            Pong forged = new Pong("forged");
            assertThatExceptionOfType(NoWriteAuthorityException.class)
                    .isThrownBy(() -> bobs.run(dio -> dio.load(PING.in(chain))
                            .in(REPLIES)
                            .put(call.id().toString(), forged, Rules.inherit().writableBy(bob.publicKeys()))));
            bobs.run(dio -> mailbox(dio).in(REPLIES).put(call.id().toString(), forged));
            assertThatExceptionOfType(ServiceUnavailableException.class)
                    .isThrownBy(() -> chain.within(Duration.ofMillis(50)).submitted(PING, call.id()).await());
            try (Registration _ = chain.serve(PING, DurableCallsTest::pong)) {
                assertThat(call.await()).isEqualTo(new Pong("hi!"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyButItsCallerAndWhoServesChangesARequestOrItsReply(Trust trust) {
        try (KeyBundle alice = KeyBundle.generate();
                KeyBundle bob = KeyBundle.generate();
                Chain one = Chain.temporary(AteConfig.defaults(), Genesis.of(Rules.inherit()).trust(trust));
                Chain alices = one.as(Session.of(alice));
                Chain bobs = one.as(Session.of(bob))) {
            PublicKeys serves = one.session().publicKeys().findFirst().orElseThrow();
            one.store(PING.in(one), PING.description(),
                    Rules.inherit().readableBy(serves, alice.publicKeys(), bob.publicKeys()));
            one.serve(PING, DurableCallsTest::pong).close();
            DurableCall<Pong> call = alices.submit(PING, new Ping("alice's"));
            DaoRef<Ping> request = DaoRef.of(Ping.class, call.id());
            assertThatExceptionOfType(NoWriteAuthorityException.class)
                    .isThrownBy(() -> bobs.overwrite(request, new Ping("bob's")));
            assertThatExceptionOfType(NoWriteAuthorityException.class).isThrownBy(() -> bobs.delete(request));
            try (Registration _ = one.serve(PING, DurableCallsTest::pong)) {
                assertThat(call.await()).isEqualTo(new Pong("alice's!"));
            }
            assertThatExceptionOfType(NoWriteAuthorityException.class)
                    .isThrownBy(() -> bobs.submitted(PING, call.id()).forget());
            assertThat(call.await()).isEqualTo(new Pong("alice's!"));
            call.forget();
            assertThat(below(one)).isEmpty();
        }
    }

    @Test
    void aRequestUnderAnIdThatWasRepliedToIsRemovedAndNotExecuted() {
        Pong first = new Pong("the first reply");
        List<String> executed = new CopyOnWriteArrayList<>();
        Service.CommitHandler<Ping, Pong> handler = (_, ping, _) -> {
            executed.add(ping.text());
            return pong(ping);
        };
        try (Chain one = Chain.temporary(AteConfig.builder().handlers(1).build())) {
            one.serve(PING, DurableCallsTest::pong).close();
            DurableCall<Pong> call = one.submit(PING, new Ping("again"));
            one.run(dio -> dio.load(PING.in(one)).in(REPLIES).put(call.id().toString(), first));
            try (Registration _ = one.serve(PING, handler)) {
                assertThat(one.invokeDurably(PING, new Ping("behind it"))).isEqualTo(new Pong("behind it!"));
            }
            assertThat(call.await()).isEqualTo(first);
            call.forget();
            assertThat(below(one)).as("neither the request nor a reply").isEmpty();
        }
        assertThat(executed).containsExactly("behind it");
    }

    @Test
    void whoServesUnderSeveralKeysIsTakenAtHisWord() {
        try (KeyBundle person = KeyBundle.generate(); KeyBundle role = KeyBundle.generate()) {
            chain.store(PING.in(chain), PING.description(),
                    Rules.inherit()
                            .readableBy(own(), person.publicKeys(), role.publicKeys())
                            .writableBy(role.publicKeys()));
            for (Session session : List.of(Session.of(person, role), Session.of(role, person))) {
                try (Chain both = chain.as(session); Registration _ = both.serve(PING, DurableCallsTest::pong)) {
                    assertThat(chain.invokeDurably(PING, new Ping("hi"))).isEqualTo(new Pong("hi!"));
                    assertThat(both.invokeDurably(PING, new Ping("own"))).isEqualTo(new Pong("own!"));
                }
            }
            assertThat(below(chain)).isEmpty();
        }
    }

    @Test
    void whoIsNamedAsServingAfterTheFirstOneRepliesToWhatIsAskedFromThenOn() {
        announce();
        try (KeyBundle carol = KeyBundle.generate(); Chain carols = chain.as(Session.of(carol))) {
            chain.run(dio -> dio.load(PING.in(chain))
                    .rules(Rules.inherit().readableBy(own(), carol.publicKeys()).writableBy(carol.publicKeys())));
            DurableCall<Pong> call = chain.submit(PING, new Ping("hi"));
            try (Registration _ = carols.serve(PING, ping -> new Pong(ping.text() + " by carol"))) {
                assertThat(call.await()).isEqualTo(new Pong("hi by carol"));
                call.forget();
            }
            assertThat(below(chain)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWaitsWhenTheKeyThatServesIsReplacedIsRepliedToOnceTheOwnerNamesTheNewOne(Trust trust) {
        try (KeyBundle former = KeyBundle.generate();
                KeyBundle later = KeyBundle.generate();
                KeyBundle bob = KeyBundle.generate();
                Chain one = Chain.temporary(AteConfig.defaults(), Genesis.of(Rules.inherit()).trust(trust));
                Chain formers = one.as(Session.of(former));
                Chain laters = one.as(Session.of(later));
                Chain bobs = one.as(Session.of(bob))) {
            PublicKeys owner = one.session().publicKeys().findFirst().orElseThrow();
            Rules readers = Rules.inherit()
                    .readableBy(owner, former.publicKeys(), later.publicKeys(), bob.publicKeys());
            one.store(PING.in(one), PING.description(), readers.writableBy(owner, former.publicKeys()));
            one.serve(PING, DurableCallsTest::pong).close();
            DurableCall<Pong> call = bobs.submit(PING, new Ping("bob's"));
            one.run(dio -> dio.load(PING.in(one)).rules(readers.writableBy(later.publicKeys())));
            assertThatExceptionOfType(NoWriteAuthorityException.class)
                    .isThrownBy(() -> formers.serve(PING, DurableCallsTest::pong));
            one.run(dio -> dio.load(DaoRef.of(Ping.class, call.id()))
                    .rules(Rules.inherit().writableBy(bob.publicKeys(), later.publicKeys())));
            AtomicReference<KeyId> caller = new AtomicReference<>();
            try (Registration _ = laters.serve(PING, (ping, asked) -> {
                caller.set(asked.caller());
                return pong(ping);
            })) {
                assertThat(call.await()).isEqualTo(new Pong("bob's!"));
            }
            assertThat(caller.get()).as("who changes a rule does not ask").isEqualTo(bob.id());
            call.forget();
            assertThat(below(one)).isEmpty();
        }
    }

    @Test
    void whoLosesTheRightToServeExecutesNothingMoreAndAnotherOneTakesOver() throws InterruptedException {
        AteConfig oneAtATime = AteConfig.builder().handlers(1).build();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> executed = new CopyOnWriteArrayList<>();
        try (Chain one = Chain.temporary(oneAtATime);
                KeyBundle bob = KeyBundle.generate();
                KeyBundle carol = KeyBundle.generate();
                Chain carols = one.as(Session.of(carol))) {
            PublicKeys owner = one.session().publicKeys().findFirst().orElseThrow();
            Rules rules = Rules.inherit().readableBy(owner, bob.publicKeys(), carol.publicKeys());
            one.store(PING.in(one), PING.description(), rules.writableBy(owner, carol.publicKeys()));
            try (Registration _ = carols.serve(PING, ping -> {
                executed.add(ping.text());
                begun.countDown();
                goOn.await();
                return pong(ping);
            })) {
                List<DurableCall<Pong>> calls = new ArrayList<>();
                calls.add(one.submit(PING, new Ping("begun")));
                begun.await();
                calls.add(one.submit(PING, new Ping("asked before")));
                one.run(dio -> dio.load(PING.in(one)).rules(rules.writableBy(owner)));
                calls.add(one.submit(PING, new Ping("asked afterwards")));
                goOn.countDown();
                for (DurableCall<Pong> call : calls) {
                    assertThatExceptionOfType(ServiceUnavailableException.class)
                            .isThrownBy(() -> one.within(Duration.ofMillis(300)).submitted(PING, call.id()).await());
                }
                try (Registration _ = one.serve(PING, ping -> new Pong(ping.text() + " of the owner"))) {
                    assertThat(calls).extracting(call -> call.await().text())
                            .containsExactly("begun of the owner", "asked before of the owner",
                                    "asked afterwards of the owner");
                }
            }
        }
        assertThat(executed).containsExactly("begun");
    }

    @Test
    void aRequestThatWhoServesMayNotRemoveIsNotExecuted() {
        try (KeyBundle bob = KeyBundle.generate(); Chain bobs = chain.as(Session.of(bob))) {
            chain.store(PING.in(chain), PING.description(), Rules.inherit().readableBy(own(), bob.publicKeys()));
            announce();
            bobs.run(dio -> mailbox(dio).in(Field.vec("requests", Ping.class))
                    .add(new Ping("again and again"), Rules.inherit().writableBy(bob.publicKeys())));
            AtomicInteger runs = new AtomicInteger();
            try (Registration _ = chain.serve(PING, ping -> {
                runs.addAndGet(ping.text().startsWith("again") ? 1 : 0);
                return pong(ping);
            })) {
                for (int i = 0; i < 20; i++) {
                    assertThat(chain.invokeDurably(PING, new Ping("hi"))).isEqualTo(new Pong("hi!"));
                }
            }
            assertThat(runs).hasValue(0);
        }
    }

    @Test
    void aRequestOfAnotherTypeIsRepliedToWithAFailureAndHoldsUpNobody() {
        try (Registration _ = chain.serve(PING, DurableCallsTest::pong)) {
            assertThat(chain.invokeDurably(PING, new Ping("hi"))).isEqualTo(new Pong("hi!"));
            PrimaryKey foreign = chain.commit(
                    dio -> mailbox(dio).in(Field.vec("requests", Count.class)).add(new Count(1)).key());
            assertThatExceptionOfType(ServiceException.class)
                    .isThrownBy(() -> chain.submitted(PING, foreign).await())
                    .withMessageContaining("is of type Count");
            for (int i = 0; i < 20; i++) {
                assertThat(chain.invokeDurably(PING, new Ping("hi"))).isEqualTo(new Pong("hi!"));
            }
        }
    }

    @Test
    void aServiceIsNotServedAsOneOfOtherTypes() {
        announce();
        Service<Count, Pong> other = Service.of("ping", Count.class, Pong.class);
        assertThatExceptionOfType(IncompatibleValueException.class)
                .isThrownBy(() -> chain.serve(other, _ -> new Pong("")))
                .withMessageContaining("takes Ping and replies with Pong")
                .withMessageContaining("takes Count and replies with Pong")
                .withMessageContaining("give this one another name");
        chain.overwrite(other.in(chain), other.description());
        try (Registration _ = chain.serve(other, asked -> new Pong("" + asked.calls()))) {
            assertThat(chain.invokeDurably(other, new Count(7))).isEqualTo(new Pong("7"));
        }
        assertThatExceptionOfType(IncompatibleValueException.class)
                .isThrownBy(() -> chain.serve(PING, DurableCallsTest::pong));
    }

    @Test
    void whatIsOverSoonIsNoReplyAndTheRequestIsTriedAgain() {
        for (AteException setback : List.of(new ChainUnavailableException("another chain was out of reach"),
                new NoWriteAuthorityException(Reason.NO_WRITE_AUTHORITY, "not yet granted", null),
                new ChainReadOnlyException("for a moment"), new ConflictException("overtaken", List.of(), List.of()))) {
            AtomicInteger runs = new AtomicInteger();
            try (Registration _ = chain.serve(PING, ping -> {
                if (runs.incrementAndGet() == 1) {
                    throw setback;
                }
                return pong(ping);
            })) {
                assertThat(chain.invokeDurably(PING, new Ping("hi"))).as("after %s", setback)
                        .isEqualTo(new Pong("hi!"));
                assertThat(runs).as("after %s", setback).hasValue(2);
            }
        }
    }

    @Test
    void aConflictThatStaysIsTheReply() {
        AtomicInteger runs = new AtomicInteger();
        try (Registration _ = chain.serve(PING, _ -> {
            runs.incrementAndGet();
            throw new ConflictException("it was done before", List.of(), List.of());
        })) {
            assertThatExceptionOfType(ServiceException.class)
                    .isThrownBy(() -> chain.invokeDurably(PING, new Ping("hi")))
                    .withMessageContaining("it was done before");
            assertThat(runs).hasValue(5);
        }
    }

    @Test
    void whoIsSetBackHasNotEnded() throws InterruptedException {
        announce();
        DurableCall<Pong> call = chain.submit(PING, new Ping("hi"));
        for (int program = 0; program < 6; program++) {
            CountDownLatch begun = new CountDownLatch(1);
            try (Changes changes = chain.changes(Position.NOW); Registration _ = chain.serve(PING, _ -> {
                begun.countDown();
                throw new ChainUnavailableException("another chain was out of reach");
            })) {
                begun.await();
                while (!(changes.take() instanceof Change.Deleted<JsonNode>)) {
                    // until it has taken back that it began
                }
            }
        }
        assertThat(chain.<Boolean, RuntimeException>commit(
                dio -> dio.load(DaoRef.of(Ping.class, call.id())).in(BEGUN).isEmpty()))
                .isTrue();
        try (Registration _ = chain.serve(PING, DurableCallsTest::pong)) {
            assertThat(call.await()).isEqualTo(new Pong("hi!"));
        }
    }

    @Test
    void howOldAReplySaysThatItIsDoesNotCount(@TempDir Path folder) {
        try (KeyBundle keys = KeyBundle.generate()) {
            Session session = Session.of(keys);
            PrimaryKey id;
            try (Chain behind = Chain.open(folder, session, at("2026-01-01T00:00:00Z"));
                    Registration _ = behind.serve(PING, DurableCallsTest::pong)) {
                DurableCall<Pong> call = behind.submit(PING, new Ping("hi"));
                assertThat(call.await()).isEqualTo(new Pong("hi!"));
                id = call.id();
            }
            try (Chain later = Chain.open(folder, session, at("2026-02-01T00:00:00Z"));
                    Registration _ = later.serve(PING, DurableCallsTest::pong)) {
                for (int i = 0; i < 10; i++) {
                    assertThat(later.invokeDurably(PING, new Ping("next"))).isEqualTo(new Pong("next!"));
                }
                assertThat(later.submitted(PING, id).await()).isEqualTo(new Pong("hi!"));
            }
        }
    }

    private static AteConfig at(String time) {
        return AteConfig.builder().clock(Clock.fixed(Instant.parse(time), ZoneOffset.UTC)).build();
    }

    @Test
    void whoeverWaitsIsWokenByHisOwnReply() {
        announce();
        Chain patient = chain.within(Duration.ofMinutes(5)); // all of them wait for one program
        List<DurableCall<Pong>> calls = IntStream.range(0, 500)
                .mapToObj(each -> patient.submit(PING, new Ping("" + each)))
                .toList();
        List<CompletableFuture<Pong>> replies = calls.stream()
                .map(each -> CompletableFuture.supplyAsync(each::await, Thread::startVirtualThread))
                .toList();
        CompletableFuture<Pong> again = CompletableFuture.supplyAsync(calls.getFirst()::await,
                Thread::startVirtualThread);
        try (Registration _ = chain.serve(PING, DurableCallsTest::pong)) {
            for (int i = 0; i < calls.size(); i++) {
                assertThat(replies.get(i).orTimeout(6, TimeUnit.MINUTES).join()).isEqualTo(new Pong(i + "!"));
            }
            assertThat(again.orTimeout(6, TimeUnit.MINUTES).join()).isEqualTo(new Pong("0!"));
        }
    }

    @Test
    void whoWaitsLearnsThatHisHandleWasClosed() {
        announce();
        DurableCall<Pong> call = chain.submit(PING, new Ping("hi"));
        Chain handle = chain.as(chain.session());
        DurableCall<Pong> waiting = handle.within(Duration.ofMinutes(1)).submitted(PING, call.id());
        CompletableFuture<Pong> reply = CompletableFuture.supplyAsync(waiting::await, Thread::startVirtualThread);
        assertThat(reply).isNotCompleted();
        handle.close();
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> reply.orTimeout(30, TimeUnit.SECONDS).join())
                .withCauseInstanceOf(IllegalStateException.class);
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
