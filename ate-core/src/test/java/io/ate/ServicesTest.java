package io.ate;

import ch.qos.logback.classic.Level;
import io.ate.internal.service.Serving;
import io.ate.internal.testing.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Services as programs use them, on a chain in this process. */
class ServicesTest {
    record Ping(String text) {}

    record Pong(String text) {}

    record Span(int from, int to) {}

    record Page(String text) {}

    private static final Service<Ping, Pong> PING = Service.of("ping", Ping.class, Pong.class);
    private static final Service.Streaming<Span, Integer> COUNT = Service.streaming("count", Span.class,
            Integer.class);

    private final Chain chain = Chain.temporary();

    @AfterEach
    void close() {
        chain.close();
    }

    private static Stream<Integer> numbers(Span span) {
        return IntStream.range(span.from, span.to).boxed();
    }

    @Test
    void aRequestIsRepliedTo() {
        try (Registration _ = chain.serve(PING, ping -> new Pong(ping.text() + "!"))) {
            assertThat(chain.invoke(PING, new Ping("hi"))).isEqualTo(new Pong("hi!"));
        }
    }

    @Test
    void inDistributedTrustTheSameHolds() {
        Genesis distributed = Genesis.of(Rules.inherit()).distributed();
        try (Chain signed = Chain.temporary(AteConfig.defaults(), distributed);
                Registration _ = signed.serve(PING, ping -> new Pong(ping.text() + "!"))) {
            assertThat(signed.invoke(PING, new Ping("hi"))).isEqualTo(new Pong("hi!"));
        }
    }

    @Test
    void aStreamBringsItsItemsInOrderAndEnds() {
        try (Registration _ = chain.serve(COUNT, ServicesTest::numbers);
                Stream<Integer> items = chain.invoke(COUNT, new Span(0, 100))) {
            assertThat(items).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
        }
    }

    @Test
    void theEndOfAStreamComesAlsoBehindAnItemThatTakesAllThatIsAllowed() {
        Service.Streaming<Span, Page> pages = Service.streaming("pages", Span.class, Page.class);
        Page large = new Page("x".repeat(300_000));
        try (Registration _ = chain.serve(pages, span -> numbers(span).map(each -> {
            if (each == 1) {
                throw new IllegalStateException("one");
            }
            return large;
        }))) {
            for (int i = 0; i < 10; i++) {
                try (Stream<Page> items = chain.invoke(pages, new Span(0, 1))) {
                    assertThat(items).containsExactly(large);
                }
                try (Stream<Page> items = chain.invoke(pages, new Span(0, 2))) {
                    assertThatExceptionOfType(ServiceException.class).isThrownBy(items::toList);
                }
            }
        }
    }

    @Test
    void whoMeansAnotherServiceByThatNameIsToldSoBeforeAnythingIsAsked() {
        Service<Pong, Ping> swapped = Service.of("ping", Pong.class, Ping.class);
        Service<Span, Pong> other = Service.of("ping", Span.class, Pong.class);
        Service.Streaming<Ping, Pong> many = Service.streaming("ping", Ping.class, Pong.class);
        AtomicInteger handled = new AtomicInteger();
        try (Registration _ = chain.serve(PING, ping -> new Pong(ping.text() + handled.incrementAndGet()))) {
            assertOther("takes Pong and replies with Ping (request and reply are swapped)",
                    () -> chain.invoke(swapped, new Pong("hi")));
            assertOther("takes Span and replies with Pong", () -> chain.invoke(other, new Span(0, 1)));
            assertOther("takes Ping and replies with any number of Pong", () -> chain.invoke(many, new Ping("hi")));
            assertOther("takes Pong and replies with Ping", () -> chain.invokeDurably(swapped, new Pong("hi")));
            assertOther("takes Pong and replies with Ping (request and reply are swapped)",
                    () -> chain.serve(swapped, pong -> new Ping(pong.text())));
            assertThat(chain.invokeAsync(swapped, new Pong("hi"))).failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withMessageContaining("request and reply are swapped");
            assertThat(chain.invoke(PING, new Ping("hi"))).as("nothing of that was asked").isEqualTo(new Pong("hi1"));
        }
    }

    private static void assertOther(String meant, ThrowingCallable call) {
        assertThatExceptionOfType(IncompatibleValueException.class).isThrownBy(call)
                .withMessageContaining("ping is in the chain as one that takes Ping and replies with Pong, and")
                .withMessageContaining(meant);
    }

    @Test
    void whoAsksSomethingElseThanWhatIsServedLaterIsToldWhenItIs() {
        Service<Pong, Ping> swapped = Service.of("ping", Pong.class, Ping.class);
        CompletableFuture<Ping> early = chain.invokeAsync(swapped, new Pong("hi"));
        try (Registration _ = chain.serve(PING, ping -> new Pong(ping.text()))) {
            assertThat(early).failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withMessageContaining("request and reply are swapped");
        }
    }

    @Test
    void whatTheHandlerThrowsIsToldToTheCallerWithoutItsTrace() {
        try (Registration _ = chain.serve(PING, (Service.Handler<Ping, Pong>) _ -> {
            throw new IllegalArgumentException("no such account");
        })) {
            assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> chain.invoke(PING, new Ping("hi")))
                    .withMessageContaining("no such account")
                    .withNoCause()
                    .satisfies(e -> assertThat(e.error()).isEqualTo(IllegalArgumentException.class.getName()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverTheHandlerThrowsIsToldToTheCaller(Awkward thrown) {
        try (Registration _ = chain.serve(PING, ping -> {
            thrown.raise();
            return new Pong(ping.text());
        })) {
            assertThatExceptionOfType(ServiceException.class)
                    .isThrownBy(() -> chain.within(Duration.ofMinutes(2)).invoke(PING, new Ping("hi")))
                    .satisfies(e -> assertThat(e.error()).isEqualTo(thrown.make().getClass().getName()));
        }
    }

    @Test
    void aHandlerThatLeavesItsThreadInterruptedHasItsReplySent() {
        try (Registration _ = chain.serve(PING, ping -> {
            Thread.currentThread().interrupt();
            if (ping.text().isEmpty()) {
                throw new IllegalStateException("it took too long");
            }
            return new Pong(ping.text() + "!");
        }); Registration _ = chain.serve(COUNT, span -> numbers(span).peek(each -> {
            Thread.currentThread().interrupt();
            if (each == 3) {
                throw new IllegalStateException("three");
            }
        }))) {
            assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> chain.invoke(PING, new Ping("")))
                    .withMessageContaining("it took too long");
            assertThat(chain.invoke(PING, new Ping("hi"))).isEqualTo(new Pong("hi!"));
            try (Stream<Integer> items = chain.invoke(COUNT, new Span(0, 3))) {
                assertThat(items).containsExactly(0, 1, 2);
            }
            assertThatExceptionOfType(ServiceException.class)
                    .isThrownBy(() -> chain.invoke(COUNT, new Span(0, 9)).toList())
                    .withMessageContaining("three");
        }
    }

    @Test
    void aStreamThatFailsInTheMiddleSaysSoAfterTheItemsBefore() {
        List<Integer> seen = new ArrayList<>();
        try (Registration _ = chain.serve(COUNT, span -> numbers(span).peek(each -> {
            if (each == 3) {
                throw new IllegalStateException("three");
            }
        }))) {
            assertThatExceptionOfType(ServiceException.class)
                    .isThrownBy(() -> chain.invoke(COUNT, new Span(0, 9)).forEach(seen::add))
                    .withMessageContaining("three");
        }
        assertThat(seen).containsExactly(0, 1, 2);
    }

    @Test
    void whoCallsWhatNobodyServesIsToldSoSoonAndThatItWasNotExecuted() {
        assertThatExceptionOfType(ServiceUnavailableException.class)
                .isThrownBy(() -> chain.invoke(PING, new Ping("hi")))
                .satisfies(e -> assertThat(e.mayHaveRun()).isFalse())
                .satisfies(e -> assertThat(e.reason()).contains(Reason.NOBODY_SERVES));
        chain.serve(PING, ping -> new Pong(ping.text())).close();
        assertThatExceptionOfType(ServiceUnavailableException.class)
                .isThrownBy(() -> chain.invoke(PING, new Ping("hi")))
                .withMessageContaining("nobody serves")
                .satisfies(e -> assertThat(e.mayHaveRun()).isFalse())
                .satisfies(e -> assertThat(e.reason()).contains(Reason.NOBODY_SERVES));
    }

    @Test
    void aCallEndsAtItsDeadlineAndSaysThatItMayHaveRun() {
        CountDownLatch end = new CountDownLatch(1);
        try (Registration _ = chain.serve(PING, (Service.Handler<Ping, Pong>) _ -> {
            end.await();
            return new Pong("late");
        })) {
            assertThatExceptionOfType(ServiceUnavailableException.class)
                    .isThrownBy(() -> chain.within(Duration.ofSeconds(2)).invoke(PING, new Ping("hi")))
                    .satisfies(e -> assertThat(e.mayHaveRun()).isTrue())
                    .satisfies(e -> assertThat(e.reason()).isEmpty());
            end.countDown();
        }
    }

    @Test
    void aSessionWithoutKeysCallsNothing() {
        Genesis open = Genesis.of(Rules.inherit().readableByEveryone());
        try (Chain everyones = Chain.temporary(AteConfig.defaults(), open);
                Registration _ = everyones.serve(PING, ping -> new Pong(ping.text()));
                Chain nobodys = everyones.as(Session.none())) {
            assertThatThrownBy(() -> nobodys.invoke(PING, new Ping("hi"))).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("without keys");
        }
    }

    @Test
    void whatEveryoneMayReadIsCalledByAnyKeyAndTheHandlerKnowsWhich() {
        Genesis open = Genesis.of(Rules.inherit().readableByEveryone());
        List<KeyId> callers = new ArrayList<>();
        try (Chain everyones = Chain.temporary(AteConfig.defaults(), open);
                KeyBundle stranger = KeyBundle.generate();
                Chain strangers = everyones.as(Session.of(stranger));
                Registration _ = everyones.serve(PING, (ping, call) -> {
                    callers.add(call.caller());
                    return new Pong(ping.text());
                })) {
            assertThat(strangers.invoke(PING, new Ping("hi"))).isEqualTo(new Pong("hi"));
            assertThat(callers).containsExactly(stranger.id());
            assertThatExceptionOfType(NoWriteAuthorityException.class)
                    .isThrownBy(() -> strangers.serve(PING, ping -> new Pong(ping.text())));
        }
    }

    @Test
    void whoCallsUnderSeveralKeysDoesSoUnderTheOneThatTheServiceNames() {
        List<KeyId> callers = new CopyOnWriteArrayList<>();
        try (KeyBundle person = KeyBundle.generate(); KeyBundle role = KeyBundle.generate()) {
            PublicKeys own = chain.session().publicKeys().findFirst().orElseThrow();
            chain.run(dio -> dio.chainRules().grantRead(person.publicKeys()));
            chain.store(PING.in(chain), PING.description(),
                    Rules.inherit().readableBy(own, role.publicKeys()).writableBy(own));
            try (Chain both = chain.as(Session.of(person, role));
                    Registration _ = chain.serve(PING, (ping, call) -> {
                        callers.add(call.caller());
                        return new Pong(ping.text());
                    })) {
                assertThat(both.invoke(PING, new Ping("hi"))).isEqualTo(new Pong("hi"));
                assertThat(both.invokeDurably(PING, new Ping("stored"))).isEqualTo(new Pong("stored"));
            }
            assertThat(callers).containsExactly(role.id(), role.id());
        }
    }

    @Test
    void whoDoesNotReadTheServiceCannotCallIt() {
        try (KeyBundle stranger = KeyBundle.generate();
                Chain strangers = chain.as(Session.of(stranger));
                Registration _ = chain.serve(PING, ping -> new Pong(ping.text()))) {
            assertThatExceptionOfType(NoReadAuthorityException.class)
                    .isThrownBy(() -> strangers.invoke(PING, new Ping("hi")));
        }
    }

    @Test
    void noMoreRequestsAreWorkedOnAtATimeThanWasSaidAndAllAreAnswered() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (Chain narrow = Chain.temporary(AteConfig.builder().handlers(3).build());
                Registration _ = narrow.serve(PING, ping -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    now.decrementAndGet();
                    return new Pong(ping.text());
                })) {
            List<CompletableFuture<Pong>> answers = IntStream.range(0, 100)
                    .mapToObj(each -> narrow.invokeAsync(PING, new Ping("" + each)))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).join()).isEqualTo(new Pong("" + i));
            }
        }
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void aStreamThatNobodyReadsIsMadeNoFurtherThanItsWindow() throws InterruptedException {
        Service.Streaming<Span, Page> pages = Service.streaming("pages", Span.class, Page.class);
        AtomicInteger made = new AtomicInteger();
        CountDownLatch closed = new CountDownLatch(1);
        String text = "x".repeat(10_000);
        try (Registration _ = chain.serve(pages, span -> numbers(span).map(each -> {
            made.incrementAndGet();
            return new Page(text);
        }).onClose(closed::countDown))) {
            try (Stream<Page> items = chain.invoke(pages, new Span(0, 1_000))) {
                assertThat(items.iterator().next()).isEqualTo(new Page(text));
            }
            closed.await();
        }
        assertThat(made.get()).isLessThan(100);
    }

    @Test
    void aSlowReaderOfAStreamGetsAllOfIt() {
        try (Registration _ = chain.serve(COUNT, ServicesTest::numbers);
                Stream<Integer> items = chain.invoke(COUNT, new Span(0, 500))) {
            assertThat(items.mapToLong(each -> {
                Thread.onSpinWait();
                return each;
            }).sum()).isEqualTo(124_750);
        }
    }

    @Test
    void ofTwoWhoServeEachGetsItsShare() {
        AtomicInteger one = new AtomicInteger();
        AtomicInteger other = new AtomicInteger();
        try (Registration _ = chain.serve(PING, _ -> new Pong("one" + one.incrementAndGet()));
                Registration _ = chain.serve(PING, _ -> new Pong("other" + other.incrementAndGet()))) {
            for (int i = 0; i < 20; i++) {
                var _ = chain.invoke(PING, new Ping("hi"));
            }
        }
        assertThat(one.get()).isEqualTo(10);
        assertThat(other.get()).isEqualTo(10);
    }

    @Test
    void closingTheChainEndsWhoWaits() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        var _ = chain.serve(PING, (Service.Handler<Ping, Pong>) _ -> {
            begun.countDown();
            end.await();
            return new Pong("late");
        });
        CompletableFuture<Pong> answer = chain.invokeAsync(PING, new Ping("hi"));
        begun.await();
        chain.close();
        assertThatThrownBy(answer::join).hasRootCauseInstanceOf(IllegalStateException.class);
        end.countDown();
    }

    @Test
    void whoServesWhatIsDeletedFindsThatInTheLog() throws InterruptedException {
        Service<Ping, Pong> brief = Service.of("brief", Ping.class, Pong.class);
        try (LogLines lines = LogLines.of(Serving.class);
                Registration _ = chain.serve(brief, ping -> new Pong(ping.text()))) {
            chain.delete(brief.in(chain));

            assertThat(lines.await("the service brief was deleted").getLevel()).isEqualTo(Level.WARN);
        }
    }
}
