package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Change;
import io.ate.Changes;
import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Merge;
import io.ate.MergeRule;
import io.ate.MergedBy;
import io.ate.Position;
import io.ate.Reason;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Two programs that change the same things at one server without waiting for one another, in both trust modes. */
class MergesBetweenClientsTest {
    private static final String CHAIN = "example.com/alice/merges";
    private static final int EACH = 200;
    private static final Duration LONG = Duration.ofMinutes(3);

    private final KeyBundle alice = KeyBundle.generate();
    private final AteServer server = AteServer.inMemory();
    private final AteConfig patient = AteConfig.builder().deadline(LONG).build();
    private final AteClient one = AteClient.create(server.address(), patient);
    private final AteClient two = AteClient.create(server.address(), patient);
    private final Queue<CommitRejectedException> refused = new ConcurrentLinkedQueue<>();

    @MergedBy(value = AddedUp.class, online = true)
    record Counter(long count) {
        Counter plus(long more) {
            return new Counter(count + more);
        }
    }

    static final class AddedUp implements MergeRule<Counter> {
        @Override
        public Counter merge(Merge<Counter> versions) {
            return versions.theirs().plus(versions.mine().count() - versions.base().count());
        }
    }

    record Card(String name, String phone) {}

    @AfterEach
    void close() {
        one.close();
        two.close();
        server.close();
        alice.close();
    }

    private List<Chain> both(Trust trust) {
        Chain chain = one.create(CHAIN, Session.of(alice), Genesis.of(Rules.inherit()).trust(trust));
        Chain other = two.openExisting(CHAIN, Session.of(alice));
        List<Chain> both = List.of(chain, other);
        both.forEach(each -> each.onRefused(refused::add));
        return both;
    }

    private interface Work {
        void at(Chain chain, int program);
    }

    private static void together(List<Chain> chains, Work work) throws Exception {
        try (ExecutorService programs = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < chains.size(); i++) {
                int program = i;
                done.add(programs.submit(() -> work.at(chains.get(program), program)));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
    }

    /** Follows the chain until the value of {@code ref} is as wanted. */
    private void awaitValue(Chain chain, DaoRef<?> ref, Predicate<JsonNode> wanted) throws InterruptedException {
        try (Changes changes = chain.changes(Position.START)) {
            for (;;) {
                Change<JsonNode> change = changes.poll(LONG)
                        .orElseThrow(() -> new AssertionError("nothing changes any more; refused: " + refused));
                if (change instanceof Change.Stored<JsonNode>(_, var stored, var version)
                        && stored.key().equals(ref.key()) && wanted.test(version.value())) {
                    return;
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void countersThatNobodyWaitsForAddUp(Trust trust) throws Exception {
        List<Chain> chains = both(trust);
        DaoRef<Counter> counter = chains.getFirst().store(new Counter(0));
        chains.getLast().await(chains.getFirst().sequence());

        together(chains, (chain, _) -> {
            for (int i = 0; i < EACH; i++) {
                chain.with(Scope.NONE).run(dio -> dio.load(counter).update(each -> each.plus(1)));
            }
        });

        for (Chain chain : chains) {
            awaitValue(chain, counter, value -> value.path("count").intValue() == 2 * EACH);
            assertThat(chain.get(counter)).isEqualTo(new Counter(2 * EACH));
        }
        assertThat(refused).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void countersThatAreAwaitedAddUpWithoutRunningAnythingAgain(Trust trust) throws Exception {
        List<Chain> chains = both(trust);
        DaoRef<Counter> counter = chains.getFirst().store(new Counter(0));
        chains.getLast().await(chains.getFirst().sequence());
        Queue<Integer> runs = new ConcurrentLinkedQueue<>();

        together(chains, (chain, program) -> {
            List<CompletableFuture<Counter>> answers = new ArrayList<>();
            for (int i = 0; i < EACH / 2; i++) {
                answers.add(chain.commitAsync(dio -> dio.load(counter).update(each -> each.plus(1))));
            }
            answers.forEach(CompletableFuture::join);
            for (int i = 0; i < 20; i++) {
                chain.run(dio -> {
                    runs.add(program);
                    dio.load(counter).update(each -> each.plus(1));
                });
            }
        });

        chains.getFirst().run(dio -> dio.load(counter).update(each -> each));
        assertThat(chains.getFirst().get(counter)).isEqualTo(new Counter(EACH + 40));
        assertThat(runs).hasSize(40);
    }

    @ParameterizedTest
    @EnumSource
    void whatBuildsOnARefusedCommitIsRefusedForThatAndNotForARival(Trust trust) {
        List<Chain> chains = both(trust);
        Chain rival = chains.getFirst();
        Chain chain = chains.getLast();
        DaoRef<Card> card = rival.store(new Card("", ""));
        chain.await(rival.sequence());
        two.offline();
        rival.overwrite(card, new Card("", "by the rival"));

        CompletableFuture<?> first = chain.commitAsync(
                dio -> dio.load(card).update(each -> new Card("first", "by the first")));
        CompletableFuture<?> second = chain.commitAsync(
                dio -> dio.load(card).update(each -> new Card("second", each.phone())));
        two.online();

        assertThat(refusal(first).reason()).isEqualTo(Reason.CONFLICT);
        ConflictException refusal = refusal(second);
        assertThat(refusal.reason()).isEqualTo(Reason.PREDECESSOR_REFUSED);
        assertThat(refusal.objects()).containsExactly(card.key());
        assertThat(refusal).hasMessageContaining("an earlier commit left it, which was refused");
        assertThat(chain.get(card)).isEqualTo(new Card("", "by the rival"));
    }

    private static ConflictException refusal(CompletableFuture<?> commit) {
        return (ConflictException) assertThatExceptionOfType(CompletionException.class).isThrownBy(commit::join)
                .actual()
                .getCause();
    }

    @ParameterizedTest
    @EnumSource
    void fieldsOfBothAreKeptAndClashesAreReported(Trust trust) throws Exception {
        List<Chain> chains = both(trust);
        List<DaoRef<Card>> cards = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            cards.add(chains.getFirst().store(new Card("", "")));
        }
        chains.getLast().await(chains.getFirst().sequence());

        together(chains, (chain, program) -> cards.forEach(card -> chain.with(Scope.NONE)
                .run(dio -> dio.load(card)
                        .update(each -> program == 0 ? new Card("Ada", each.phone())
                                : new Card(each.name(), "1815")))));
        for (DaoRef<Card> card : cards) {
            awaitValue(chains.getFirst(), card, value -> value.path("name").stringValue().equals("Ada")
                    && value.path("phone").stringValue().equals("1815"));
        }
        assertThat(refused).isEmpty();

        together(chains, (chain, program) -> cards.forEach(card -> chain.with(Scope.NONE)
                .run(dio -> dio.load(card).update(each -> new Card("by " + program, each.phone())))));
        together(chains, (chain, _) -> cards.forEach(card -> chain.run(dio -> dio.load(card).update(each -> each))));
        assertThat(refused).allSatisfy(e -> assertThat(((ConflictException) e).fields()).containsExactly("name"));
        chains.forEach(Chain::sync);
        for (DaoRef<Card> card : cards) {
            assertThat(chains.getLast().get(card)).isEqualTo(chains.getFirst().get(card));
        }
    }
}
