package io.ate.internal.exchange;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainName;
import io.ate.Genesis;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.Rules;
import io.ate.Service;
import io.ate.Session;
import io.ate.internal.chain.Chains;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.dao.GenesisMaker;
import io.ate.internal.event.Condition;
import io.ate.internal.event.EphemeralTerms;
import io.ate.internal.event.EphemeralTerms.Part;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Kind;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.event.Seal;
import io.ate.internal.event.SignedEphemeral;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.Abandon;
import io.ate.internal.protocol.Abandoned;
import io.ate.internal.protocol.Allow;
import io.ate.internal.protocol.Allowed;
import io.ate.internal.protocol.Call;
import io.ate.internal.protocol.Called;
import io.ate.internal.protocol.Decline;
import io.ate.internal.protocol.Listen;
import io.ate.internal.protocol.Listening;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.Replied;
import io.ate.internal.protocol.Reply;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.Unlisten;
import io.ate.internal.replica.LocalReplica;
import io.ate.internal.replica.LocalReplicas;
import io.ate.internal.replica.ReplicaThreads;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever comes and goes in whatever order: each call goes to one who serves and may, and ends once. */
class RoutingTest {
    private static final int PATIENCE = 1_000;
    private static final int WINDOW = 10_000;
    private static final ExchangeLimits LIMITS = new ExchangeLimits(8, 20, 1 << 20, 6, 12, 10);

    private final HeldKeys owner = HeldKeys.generate(Entropy.system());
    private final LocalReplica replica;
    private final Chain chain;
    private final PrimaryKey service;
    private final PrimaryKey another;
    private final Standpoint state;
    private final Routing routing;
    private final TestParty caller = new TestParty(owner.id());
    private final TestParty one = new TestParty(owner.id());
    private final TestParty other = new TestParty(owner.id());
    private final Random random = new Random(7);
    private long now;
    private int requests;

    RoutingTest() {
        Session session = Session.of(owner);
        SignedGenesis genesis = new GenesisMaker(Entropy.system()).make(new ChainName("test"),
                Genesis.of(Rules.inherit()), session);
        replica = LocalReplicas.temporary(ReplicaThreads.environment(Entropy.system(), () -> 0), genesis);
        chain = Chains.over(replica, session, AteConfig.defaults(), () -> {
        });
        Service<String, String> echo = Service.of("echo", String.class, String.class);
        service = chain.store(echo.in(chain), echo.description()).key();
        Service<String, String> second = Service.of("another", String.class, String.class);
        another = chain.store(second.in(chain), second.description()).key();
        state = replica.standpoint();
        routing = new Routing(new ServingRights(state), LIMITS);
    }

    @BeforeEach
    void listen() {
        routing.listen(one, new Listen(1, 1, service, 2), now);
        assertThat(one.only(Listening.class).request()).isOne();
    }

    @AfterEach
    void close() {
        state.close();
        chain.close();
        owner.close();
    }

    private SignedEphemeral said(EphemeralTerms terms, @Nullable Hash replyTo) {
        return said(service, terms, replyTo);
    }

    private SignedEphemeral said(PrimaryKey of, EphemeralTerms terms, @Nullable Hash replyTo) {
        Slice payload = Slice.of(new byte[] {'"', 'x', '"'});
        Facts facts = new Facts(Kind.EPHEMERAL, new PrimaryKey(random.nextLong() >>> 2, random.nextLong()), null,
                "String",
                new Place.Under(of, replyTo == null ? SignedEphemeral.REQUESTS : SignedEphemeral.REPLIES), null,
                new Condition.None(), owner.id(), 0, replyTo, new PayloadForm(PayloadForm.Format.JSON, 0, null), null);
        Event event = Event.of(facts, facts.encode(), new Seal(payload.length(), Sha256.plain(payload), null),
                Slice.empty(), payload);
        return SignedEphemeral.sign(chain.id(), terms, event, owner, true);
    }

    private int call(TestParty by) {
        return call(by, said(new EphemeralTerms.Request(5), null));
    }

    private int call(TestParty by, SignedEphemeral request) {
        int number = ++requests;
        routing.call(by, new Call(1, number, 0, PATIENCE, WINDOW, request.encode()), request, request.hash(chain.id()),
                by.proven().contains(owner.id()), now);
        return number;
    }

    private void reply(TestParty by, int call, Part part) {
        SignedEphemeral said = said(new EphemeralTerms.Reply(0, part), Hash.of(new byte[Hash.BYTES]));
        routing.reply(by, new Reply(1, call, 0, said.encode()), said, now);
    }

    @Test
    void aRequestGoesToWhoServesAndTheReplyToItsCaller() {
        int request = call(caller);
        reply(one, one.only(Called.class).call(), Part.ANSWER);
        assertThat(caller.only(Replied.class).request()).isEqualTo(request);
        assertThat(routing.open()).isZero();
    }

    @Test
    void theLeastBusyGetsTheNextAndWhatIsTooMuchWaits() {
        routing.listen(other, new Listen(1, 1, service, 2), now);
        other.news();
        for (int i = 0; i < 5; i++) {
            call(caller);
        }
        assertThat(one.told).hasSize(2);
        assertThat(other.told).hasSize(2);

        reply(other, ((Called) other.news().getFirst()).call(), Part.ANSWER);
        assertThat(other.only(Called.class)).isNotNull();
    }

    @Test
    void whoLeavesBeforeHeRepliedLeavesAClearError() {
        int request = call(caller);
        routing.left(one);
        Rejected rejected = caller.only(Rejected.class);
        assertThat(rejected.request()).isEqualTo(request);
        assertThat(rejected.reason()).isEqualTo(Reason.SERVICE_GONE);
    }

    @Test
    void whoCallsWhatNobodyServesIsToldSo() {
        routing.unlisten(one, new Unlisten(1, 1));
        call(caller);
        assertThat(caller.only(Rejected.class).reason()).isEqualTo(Reason.NOBODY_SERVES);
    }

    @Test
    void whatWaitsWhenTheLastOneLeavesWasNotExecuted() {
        call(caller);
        call(caller);
        call(caller);
        routing.left(one);
        assertThat(caller.news()).extracting(each -> ((Rejected) each).reason())
                .containsExactlyInAnyOrder(Reason.SERVICE_GONE, Reason.SERVICE_GONE, Reason.NOBODY_SERVES);
    }

    @Test
    void aCallerWhoComesBackGetsToTheSameOneWhoServes() {
        routing.listen(other, new Listen(1, 1, service, 2), now);
        other.news();
        SignedEphemeral request = said(new EphemeralTerms.Request(5), null);
        call(caller, request);
        int first = one.only(Called.class).call();
        routing.left(caller);
        TestParty back = new TestParty(owner.id());

        int again = call(back, request);
        int second = one.only(Called.class).call();
        reply(one, first, Part.ANSWER);
        assertThat(back.news()).as("what was said to the old connection").isEmpty();
        reply(one, second, Part.ANSWER);
        assertThat(back.only(Replied.class).request()).isEqualTo(again);
        assertThat(other.told).isEmpty();
        assertThat(routing.open()).isZero();
    }

    @Test
    void onlyWhoIsNamedServesAndOnlyInHisOwnNameDoesAnybodyCall() {
        TestParty stranger = new TestParty();
        routing.listen(stranger, new Listen(1, 1, service, 1), now);
        assertThat(stranger.only(Rejected.class).reason()).isEqualTo(Reason.NO_WRITE_AUTHORITY);
        call(stranger);
        assertThat(stranger.only(Rejected.class).reason()).isEqualTo(Reason.NOT_PROVEN);
        one.proven = Set.of();
        call(caller);
        assertThat(one.only(Rejected.class).reason()).isEqualTo(Reason.NO_WRITE_AUTHORITY);
        assertThat(caller.only(Rejected.class).reason()).isEqualTo(Reason.NOBODY_SERVES);
    }

    @Test
    void whoSendsMoreThanIsAllowedIsCutOff() {
        int request = call(caller);
        int call = one.only(Called.class).call();
        reply(one, call, Part.ITEM);
        routing.allow(caller, new Allow(1, request, 5), now);
        assertThat(one.only(Allowed.class).bytes()).isEqualTo(5);
        for (int i = 0; i < 4; i++) {
            reply(one, call, Part.ITEM);
        }
        List<ToClient> news = caller.news();
        assertThat(news.getLast()).isInstanceOfSatisfying(Rejected.class,
                each -> assertThat(each.reason()).isEqualTo(Reason.SERVICE_GONE));
        assertThat(news.subList(0, news.size() - 1)).hasSizeLessThan(5).allMatch(Replied.class::isInstance);
        assertThat(routing.open()).isZero();
    }

    @Test
    void whatNobodyTakesEndsWithAnErrorAndFillsNoMemory() {
        call(caller);
        int call = one.only(Called.class).call();
        caller.takesMore = false;
        reply(one, call, Part.ITEM);
        assertThat(caller.only(Rejected.class).reason()).isEqualTo(Reason.SERVICE_GONE);
        assertThat(one.only(Abandoned.class).call()).isEqualTo(call);
    }

    @Test
    void aCallEndsWhenItsCallersPatienceDoes() {
        call(caller);
        now += PATIENCE;
        routing.tick(now);
        assertThat(caller.only(Rejected.class).reason()).isEqualTo(Reason.SERVICE_GONE);
        int call = ((Called) one.news().getFirst()).call();
        reply(one, call, Part.ANSWER);
        assertThat(caller.news()).isEmpty();
        assertThat(routing.open()).isZero();
    }

    @Test
    void noClockRunsAgainstWhoServesWhileItsCallerHasNotReadWhatCame() {
        int request = call(caller);
        int call = one.only(Called.class).call();
        saysAllThatItMay(call);
        now += 60 * PATIENCE;
        routing.tick(now);
        assertThat(caller.news()).isEmpty();

        routing.allow(caller, new Allow(1, request, WINDOW), now);
        reply(one, call, Part.END);
        assertThat(caller.only(Replied.class).request()).isEqualTo(request);
        assertThat(routing.open()).isZero();
    }

    @Test
    void whoeverReadsOnHasToBeAnsweredInTimeAgain() {
        int request = call(caller);
        saysAllThatItMay(one.only(Called.class).call());
        now += 60 * PATIENCE;
        routing.allow(caller, new Allow(1, request, WINDOW), now);
        now += PATIENCE;
        routing.tick(now);
        assertThat(caller.only(Rejected.class).text()).contains("no answer came in time");
    }

    @Test
    void whoNeverReadsOnDoesNotKeepWhoServesForEver() {
        call(caller);
        int call = one.only(Called.class).call();
        saysAllThatItMay(call);
        now += Route.READING;
        routing.tick(now);
        assertThat(caller.only(Rejected.class).text()).contains("was not read");
        assertThat(one.only(Abandoned.class).call()).isEqualTo(call);
    }

    private void saysAllThatItMay(int call) {
        for (int said = 0; said < WINDOW;) {
            reply(one, call, Part.ITEM);
            said += ((Replied) caller.news().getLast()).said().length();
        }
    }

    @Test
    void offersToServeAreBoundedForEachPartyAndEachService() {
        for (int request = 2; request <= LIMITS.listeners(); request++) {
            routing.listen(one, new Listen(1, request, service, 1), now);
        }
        one.news();
        routing.listen(one, new Listen(1, 100, service, 1), now);
        assertThat(one.only(Rejected.class).reason()).isEqualTo(Reason.LIMIT);
        for (int request = 1; request <= LIMITS.listeners(); request++) {
            routing.listen(other, new Listen(1, request, service, 1), now);
        }
        TestParty third = new TestParty(owner.id());
        routing.listen(third, new Listen(1, 1, service, 1), now);
        assertThat(third.only(Rejected.class).reason()).isEqualTo(Reason.LIMIT);

        routing.unlisten(one, new Unlisten(1, 1));
        routing.listen(third, new Listen(1, 2, service, 1), now);
        assertThat(third.only(Listening.class).request()).isEqualTo(2);
    }

    @Test
    void whoNeverAnswersIsGivenNoMoreThanTheBoundHoweverOftenHeOffersAnew() {
        for (int round = 1; round <= 20; round++) {
            call(caller);
            routing.unlisten(one, new Unlisten(1, round));
            routing.listen(one, new Listen(1, round + 1, service, 2), now);
            routing.abandon(caller, new Abandon(1, requests));
            assertThat(routing.open()).isLessThanOrEqualTo(LIMITS.given());
        }
        assertThat(one.news().stream().filter(Called.class::isInstance)).hasSize(LIMITS.given());

        routing.unlisten(one, new Unlisten(1, 21));
        routing.tick(now);
        assertThat(routing.open()).as("nobody waits, and no offer stands behind it").isZero();
        assertThat(one.kept).isZero();
        routing.listen(one, new Listen(1, 22, service, 2), now);
        call(caller);
        assertThat(routing.open()).isOne();
    }

    @Test
    void whoIsGivenAsMuchAsOnePartyMayBeIsGivenMoreOfEverythingWhenHeHasAnswered() {
        routing.listen(one, new Listen(1, 2, another, 2), now);
        routing.listen(one, new Listen(1, 3, service, LIMITS.given()), now);
        TestParty next = new TestParty(owner.id());
        for (int i = 0; i < LIMITS.given(); i++) {
            call(i % 2 == 0 ? caller : next);
        }
        call(next, said(another, new EphemeralTerms.Request(5), null));
        List<ToClient> given = one.news();
        assertThat(given.stream().filter(Called.class::isInstance)).hasSize(LIMITS.given());

        reply(one, ((Called) given.getLast()).call(), Part.ANSWER);
        assertThat(one.only(Called.class).listen()).isEqualTo(2);
        assertThat(routing.open()).isEqualTo(LIMITS.given());
    }

    @Test
    void whoTakesNothingIsPassedOverAndAskedAgainLater() {
        routing.listen(other, new Listen(1, 1, service, 2), now);
        other.news();
        one.takesMore = false;
        call(caller);
        call(caller);
        call(caller);
        assertThat(other.news()).hasSize(2);
        one.takesMore = true;
        assertThat(one.news()).isEmpty();
        routing.tick(now);
        assertThat(one.only(Called.class)).isNotNull();
    }

    @Test
    void whoComesBackToSomebodyWhoTakesNothingIsToldSoAndMayComeAgain() {
        SignedEphemeral request = said(new EphemeralTerms.Request(5), null);
        call(caller, request);
        one.news();
        routing.left(caller);
        one.takesMore = false;
        TestParty back = new TestParty(owner.id());
        call(back, request);
        assertThat(back.only(Rejected.class).reason()).isEqualTo(Reason.TOO_MANY_IN_FLIGHT);
        assertThat(one.news()).isEmpty();

        one.takesMore = true;
        call(back, request);
        reply(one, one.only(Called.class).call(), Part.ANSWER);
        assertThat(back.only(Replied.class)).isNotNull();
    }

    @Test
    void aBusyServiceKeepsNobodyFromOneThatIsFree() {
        routing.listen(other, new Listen(1, 1, another, 2), now);
        other.news();
        for (int i = 0; i < 3 * LIMITS.calls(); i++) {
            call(i % 3 == 0 ? caller : i % 3 == 1 ? one : new TestParty(owner.id()));
        }
        TestParty last = new TestParty(owner.id());
        for (int i = 0; i < 3; i++) {
            call(last, said(another, new EphemeralTerms.Request(5), null));
        }
        assertThat(other.news()).as("given at once").hasSize(2).allMatch(Called.class::isInstance);
        assertThat(last.news()).as("the third one waits").isEmpty();
    }

    @Test
    void whoIsFreeIsGivenARequestAlsoWhereTheWholeLineIsFull() {
        ExchangeLimits narrow = new ExchangeLimits(8, 0, 1 << 20, 6, 12, 10);
        Routing full = new Routing(new ServingRights(state), narrow);
        full.listen(other, new Listen(1, 1, another, 1), now);
        other.news();
        SignedEphemeral request = said(another, new EphemeralTerms.Request(5), null);
        full.call(caller, new Call(1, 1, 0, PATIENCE, WINDOW, request.encode()), request, request.hash(chain.id()),
                true, now);
        assertThat(other.only(Called.class)).as("nothing may wait, and this need not").isNotNull();
    }

    @Test
    void oneServiceAndOneCallerHaveAQuarterOfTheLineEach() {
        int quarter = LIMITS.waiting() / 4;
        routing.listen(other, new Listen(1, 1, another, 1), now);
        for (int i = 0; i < 2 + quarter; i++) {
            call(new TestParty(owner.id()));
        }
        call(caller);
        assertThat(caller.only(Rejected.class).reason()).as("one service").isEqualTo(Reason.TOO_MANY_IN_FLIGHT);
        assertThat(routing.open()).isEqualTo(2 + quarter);

        SignedEphemeral first = said(another, new EphemeralTerms.Request(5), null);
        for (int i = 0; i < 2 + quarter; i++) {
            call(caller, i == 0 ? first : said(another, new EphemeralTerms.Request(6 + i), null));
        }
        assertThat(caller.only(Rejected.class).reason()).as("one caller").isEqualTo(Reason.TOO_MANY_IN_FLIGHT);
        routing.abandon(caller, new Abandon(1, requests - 1));
        call(caller, said(another, new EphemeralTerms.Request(99), null));
        assertThat(caller.news()).as("there is room again").isEmpty();
    }

    @Test
    void aLongRequestMayWaitAloneAndLongOnesTogetherHaveAQuarterOfTheRoom() {
        ExchangeLimits small = new ExchangeLimits(8, 20, 1 << 12, 6, 12, 10);
        Routing narrow = new Routing(new ServingRights(state), small);
        narrow.listen(other, new Listen(1, 1, service, 1), now);
        other.news();
        for (int i = 1; i <= 3; i++) {
            SignedEphemeral request = said(new EphemeralTerms.Request(5), null);
            assertThat((long) request.encode().length()).isGreaterThan(small.waitingBytes() / 4);
            narrow.call(caller, new Call(1, i, 0, PATIENCE, WINDOW, request.encode()), request,
                    request.hash(chain.id()), true, now);
        }
        Rejected rejected = caller.only(Rejected.class);
        assertThat(rejected.request()).as("one is given, one waits").isEqualTo(3);
        assertThat(rejected.reason()).isEqualTo(Reason.TOO_MANY_IN_FLIGHT);
    }

    @Test
    void whatIsKeptOnAccountOfAPartyIsGivenBack() {
        long offer = one.kept;
        call(caller);
        int answered = one.only(Called.class).call();
        int abandoned = call(caller);
        int declined = ((Called) one.news().getFirst()).call();
        int waiting = call(caller);
        assertThat(caller.kept).as("three calls, of which one waits").isGreaterThan(3 * offer + 3_000);
        routing.abandon(caller, new Abandon(1, waiting));
        routing.abandon(caller, new Abandon(1, abandoned));
        routing.decline(one, new Decline(1, declined, true), now);
        reply(one, answered, Part.ANSWER);
        assertThat(caller.kept).isZero();
        assertThat(one.kept).isEqualTo(offer);
        routing.unlisten(one, new Unlisten(1, 1));
        assertThat(one.kept).isZero();
    }

    @Test
    void whateverHappensEveryCallEndsOnceAndNobodyGetsMoreThanHeSaid() {
        for (long seed = 1; seed <= 20; seed++) {
            new Crowd(seed).run();
        }
    }

    /** Parties that do anything at any time. */
    private final class Crowd {
        private final long seed;
        private final Random chance;
        private final Routing crowded = new Routing(new ServingRights(state), LIMITS);
        private final List<TestParty> parties = new ArrayList<>();
        private final Map<TestParty, List<Integer>> open = new HashMap<>();
        private final Map<TestParty, List<Integer>> given = new HashMap<>();
        private long time;
        private int number;

        private Crowd(long seed) {
            this.seed = seed;
            this.chance = new Random(seed);
            for (int i = 0; i < 5; i++) {
                join();
            }
        }

        private void join() {
            TestParty party = new TestParty(owner.id());
            parties.add(party);
            open.put(party, new ArrayList<>());
            given.put(party, new ArrayList<>());
        }

        private void run() {
            SignedEphemeral answer = said(new EphemeralTerms.Reply(0, Part.ANSWER), Hash.of(new byte[Hash.BYTES]));
            SignedEphemeral item = said(new EphemeralTerms.Reply(0, Part.ITEM), Hash.of(new byte[Hash.BYTES]));
            for (int step = 0; step < 400; step++) {
                TestParty party = parties.get(chance.nextInt(parties.size()));
                List<Integer> mine = given.get(party);
                switch (chance.nextInt(10)) {
                    case 0 -> crowded.listen(party, new Listen(1, ++number, service, 1 + chance.nextInt(3)), time);
                    case 1 -> {
                        crowded.left(party);
                        parties.remove(party);
                        join();
                    }
                    case 2 -> time += chance.nextInt(PATIENCE);
                    case 3 -> crowded.tick(time);
                    case 4, 5, 6 -> {
                        SignedEphemeral request = said(new EphemeralTerms.Request(5), null);
                        open.get(party).add(++number);
                        crowded.call(party, new Call(1, number, 0, PATIENCE, WINDOW, request.encode()), request,
                                request.hash(chain.id()), true, time);
                    }
                    case 7 -> {
                        if (!open.get(party).isEmpty() && chance.nextInt(4) == 0) {
                            crowded.abandon(party, new Abandon(1, open.get(party).removeFirst()));
                        }
                    }
                    default -> {
                        if (!mine.isEmpty()) {
                            boolean last = chance.nextInt(3) > 0;
                            SignedEphemeral said = last ? answer : item;
                            int call = mine.get(chance.nextInt(mine.size()));
                            if (last) {
                                mine.removeIf(each -> each == call);
                            }
                            if (chance.nextInt(8) == 0 && last) {
                                crowded.decline(party, new Decline(1, call, chance.nextBoolean()), time);
                            } else {
                                crowded.reply(party, new Reply(1, call, 0, said.encode()), said, time);
                            }
                        }
                    }
                }
                for (TestParty each : parties) {
                    hear(each, step);
                }
            }
            time += 10 * PATIENCE;
            crowded.tick(time);
            parties.forEach(each -> hear(each, -1));
            for (TestParty each : parties) {
                assertThat(open.get(each)).as("seed %s: calls without an end", seed).isEmpty();
            }
        }

        private void hear(TestParty party, int step) {
            for (ToClient each : party.news()) {
                switch (each) {
                    case Called called -> given.get(party).add(called.call());
                    case Replied replied -> {
                        assertThat(open.get(party)).as("seed %s, step %s", seed, step).contains(replied.request());
                        if (isAnswer(replied)) {
                            open.get(party).removeIf(open -> open == replied.request());
                        }
                    }
                    case Rejected rejected ->
                            open.get(party).removeIf(open -> open == rejected.request());
                    default -> {
                        // nothing that ends a call
                    }
                }
            }
        }

        /** The part stands behind the kind and the index. */
        private static boolean isAnswer(Replied replied) {
            return replied.said().at(5) == 1;
        }
    }
}
