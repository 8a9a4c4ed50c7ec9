package io.ate.internal.replica;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainName;
import io.ate.CommitRejectedException;
import io.ate.ConflictException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.IncompatibleValueException;
import io.ate.Merge;
import io.ate.MergeRule;
import io.ate.MergedBy;
import io.ate.PublicKeys;
import io.ate.Reason;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.Type;
import io.ate.internal.chain.Chains;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.GenesisMaker;
import io.ate.internal.dao.Workers;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.testing.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of commits that nobody waits for, or that nobody runs again, when somebody else came first. */
final class MergingTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final JsonMapper JSON = new JsonMapper();

    private final World world = new World();
    private SignedGenesis genesis = genesis(Trust.CENTRALIZED);

    record Card(String name, String phone, List<String> tags) {

        static final Field.Vec<Card> BELOW = Field.vec("below", Card.class);

        static final Card BLANK = new Card("", "", List.of());

        Card {
            if (name.equals("nobody") && !phone.isEmpty()) {
                throw new IllegalArgumentException("nobody has no phone");
            }
        }

        Card named(String other) {
            return new Card(other, phone, tags);
        }

        Card calling(String other) {
            return new Card(name, other, tags);
        }

        Card tagged(String... other) {
            return new Card(name, phone, List.of(other));
        }
    }

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

    @MergedBy(Never.class)
    record Stone(String text) {}

    static final class Never implements MergeRule<Stone> {
        @Override
        public Stone merge(Merge<Stone> versions) {
            throw versions.mine().text().equals("named") ? versions.conflict("text", "grain")
                    : new IllegalStateException("carved");
        }
    }

    private static SignedGenesis genesis(Trust trust) {
        return new GenesisMaker(Entropy.system()).make(new ChainName("merging"),
                Genesis.of(Rules.inherit()).trust(trust), Session.of(ALICE));
    }

    /** One program with the chain open. */
    private final class Program {
        final World.Client client = world.client();
        final Chain chain;
        final Chain late;
        final List<CommitRejectedException> refused = new ArrayList<>();

        Program() {
            this((_, _, _, _) -> true);
        }

        Program(Workers.Pace pace) {
            chain = Chains.over(client.open(World.wish(genesis, ALICE)), Session.of(ALICE), AteConfig.defaults(),
                    new Workers(world.steps, pace, Duration.ZERO));
            late = chain.with(Scope.NONE);
            var _ = chain.onRefused(refused::add);
        }

        <T> void update(DaoRef<T> ref, UnaryOperator<T> change) {
            late.run(dio -> dio.load(ref).update(change));
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoWhoChangeDifferentFieldsAtOnceBothGetTheirWay(Trust trust) {
        genesis = genesis(trust);
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(Card.BLANK);
        world.settle();

        one.update(card, each -> each.named("Ada"));
        two.update(card, each -> each.calling("1815"));
        world.settle();

        assertThat(one.chain.get(card)).isEqualTo(new Card("Ada", "1815", List.of()));
        assertThat(two.chain.get(card)).isEqualTo(new Card("Ada", "1815", List.of()));
        assertThat(one.refused).isEmpty();
        assertThat(two.refused).isEmpty();
    }

    @Test
    void whatBothChangedIsReportedWithItsObjectAndFieldsAndTheFirstStands() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(Card.BLANK);
        world.settle();

        one.update(card, each -> each.named("Ada").tagged("a"));
        two.update(card, each -> each.named("Grace").calling("1906").tagged("g"));
        world.settle();

        assertThat(two.chain.get(card)).isEqualTo(new Card("Ada", "", List.of("a")));
        assertThat(two.refused).singleElement()
                .isInstanceOfSatisfying(ConflictException.class, e -> {
                    assertThat(e.objects()).containsExactly(card.key());
                    assertThat(e.fields()).containsExactlyInAnyOrder("name", "tags");
                });
        assertThat(one.refused).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aRowOfCommitsThatBuildOnOneAnotherIsMergedInOrder(Trust trust) {
        genesis = genesis(trust);
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(Card.BLANK);
        DaoRef<Counter> counter = one.late.store(new Counter(0));
        world.settle();

        for (int i = 1; i <= 30; i++) {
            String text = "" + i;
            one.update(card, each -> each.named("Ada " + text));
            one.update(counter, each -> each.plus(1));
            two.update(card, each -> each.calling(text));
            two.update(counter, each -> each.plus(100));
        }
        assertThat(two.chain.get(card)).isEqualTo(new Card("", "30", List.of()));
        world.settle();

        assertThat(two.chain.get(card)).isEqualTo(new Card("Ada 30", "30", List.of()));
        assertThat(one.chain.get(counter)).isEqualTo(new Counter(3030));
        assertThat(two.refused).isEmpty();
    }

    @Test
    void whatWasBuiltOnAClashIsMergedByItself() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(Card.BLANK);
        world.settle();

        one.update(card, each -> each.named("Ada"));
        two.update(card, each -> each.named("Grace"));
        two.update(card, each -> each.calling("1906"));
        two.update(card, each -> each.named("Amazing Grace"));
        world.settle();

        assertThat(one.chain.get(card)).isEqualTo(new Card("Ada", "1906", List.of()));
        assertThat(two.refused).hasSize(2)
                .allSatisfy(e -> assertThat(((ConflictException) e).fields()).containsExactly("name"));
    }

    @Test
    void editsThereAndBackOfOneObjectAreMergedAsWhatCameOfThem() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(Card.BLANK);
        world.settle();

        one.update(card, each -> each.named("Ada"));
        two.late.run(dio -> {
            Dao<Card> mine = dio.load(card);
            mine.update(each -> each.named("Grace"));
            mine.update(each -> each.calling("1906"));
            mine.update(each -> each.named(""));
        });
        two.update(card, each -> each.tagged("a"));
        two.update(card, each -> each.tagged("b"));
        two.update(card, each -> each.tagged("a"));
        world.settle();

        assertThat(two.refused).isEmpty();
        assertThat(one.chain.get(card)).isEqualTo(new Card("Ada", "1906", List.of("a")));
    }

    @Test
    void aCommitOfSeveralObjectsIsMergedAsAWholeOrNotAtAll() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> left = one.late.store(Card.BLANK);
        DaoRef<Card> right = one.late.store(Card.BLANK);
        world.settle();

        one.update(left, each -> each.named("Ada"));
        two.late.run(dio -> {
            dio.load(left).update(each -> each.calling("1815"));
            dio.load(right).update(each -> each.named("Grace"));
        });
        world.settle();
        assertThat(one.chain.get(left)).isEqualTo(new Card("Ada", "1815", List.of()));
        assertThat(one.chain.get(right)).isEqualTo(new Card("Grace", "", List.of()));

        one.update(left, each -> each.named("Augusta"));
        two.late.run(dio -> {
            dio.load(left).update(each -> each.named("Byron"));
            dio.load(right).update(each -> each.calling("1906"));
        });
        world.settle();
        assertThat(one.chain.get(right)).isEqualTo(new Card("Grace", "", List.of()));
        assertThat(two.refused).hasSize(1);
    }

    @Test
    void whatHangsOnAMergedCommitComesAfterIt() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(Card.BLANK);
        world.settle();

        one.update(card, each -> each.named("Ada"));
        List<DaoRef<Card>> born = two.late.commit(dio -> {
            dio.load(card).update(each -> each.calling("1815"));
            return List.of(dio.store(Card.BLANK).ref(), dio.store(Card.BLANK).ref());
        });
        two.late.run(dio -> dio.load(born.getFirst()).in(Card.BELOW).add(Card.BLANK.named("below")));
        two.late.run(dio -> {
            dio.load(born.getFirst()).requireUnchanged();
            dio.delete(born.getLast());
        });
        two.update(born.getFirst(), each -> each.named("born"));
        world.settle();

        assertThat(two.refused).isEmpty();
        assertThat(one.chain.get(card)).isEqualTo(new Card("Ada", "1815", List.of()));
        assertThat(one.chain.find(born.getLast())).isEmpty();
        one.chain.run(dio -> {
            Dao<Card> first = dio.load(born.getFirst());
            assertThat(first.value().name()).isEqualTo("born");
            assertThat(first.in(Card.BELOW).values()).containsExactly(Card.BLANK.named("below"));
        });
    }

    @Test
    void nothingButUpdatesIsMerged() {
        Program one = new Program();
        Program two = new Program();
        List<DaoRef<Card>> cards = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            cards.add(one.late.store(Card.BLANK));
        }
        DaoRef<Card> named = one.chain.ref(Card.class, "card");
        world.settle();

        cards.forEach(each -> one.update(each, card -> card.named("Ada")));
        one.late.store(named, Card.BLANK.named("Ada"));
        two.late.delete(cards.get(0));
        two.late.run(dio -> dio.load(cards.get(1)).rules(Rules.inherit().writableByNobody()));
        two.late.run(dio -> {
            dio.load(cards.get(2)).requireUnchanged();
            dio.store(Card.BLANK.named("besides"));
        });
        two.late.run(dio -> {
            Dao<Card> demanded = dio.load(cards.get(3));
            demanded.requireUnchanged();
            demanded.update(card -> card.calling("1815"));
        });
        two.late.store(named, Card.BLANK.named("Grace"));
        world.settle();

        assertThat(two.refused).hasSize(5)
                .allSatisfy(e -> assertThat(e.reason()).isEqualTo(Reason.CONFLICT))
                .extracting(e -> e.object().orElseThrow())
                .containsExactly(cards.get(0).key(), cards.get(1).key(), cards.get(2).key(), cards.get(3).key(),
                        named.key());
        cards.forEach(each -> assertThat(two.chain.get(each)).isEqualTo(Card.BLANK.named("Ada")));
        assertThat(two.chain.get(named).name()).isEqualTo("Ada");
        two.chain.run(dio -> assertThat(dio.roots(Card.class)).hasSize(5));
    }

    @Test
    void whatWasDeletedMeanwhileIsNotBroughtBack() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(Card.BLANK);
        world.settle();

        one.late.delete(card);
        two.update(card, each -> each.named("Grace"));
        two.update(card, each -> each.calling("1906"));
        two.late.run(dio -> dio.load(card).in(Card.BELOW).add(Card.BLANK));
        world.settle();

        assertThat(two.chain.find(card)).isEmpty();
        assertThat(two.refused).hasSize(3).allSatisfy(e -> assertThat(e).isInstanceOf(ConflictException.class));
    }

    @Test
    void whatWasDeletedAndStoredAnewMeanwhileIsNotWhatWasChanged() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Counter> counter = one.chain.ref(Counter.class, "counter");
        one.late.store(counter, new Counter(7));
        world.settle();

        one.late.delete(counter);
        one.late.store(counter, new Counter(0));
        two.update(counter, each -> each.plus(1));
        world.settle();

        assertThat(one.chain.get(counter)).isEqualTo(new Counter(0));
        assertThat(two.refused).singleElement()
                .satisfies(e -> assertThat(e).isInstanceOf(ConflictException.class)
                        .hasMessageContaining("stored anew"));
    }

    @Test
    void whatIsSealedWithAnOldKeyIsSealedAgain() {
        Program one = new Program();
        PublicKeys bob = Keys.of("bob").publicKeys();
        one.late.run(dio -> dio.chainRules().grantRead(bob));
        DaoRef<Card> card = one.late.store(Card.BLANK);
        world.settle();

        one.late.run(dio -> {
            dio.overwrite(card, Card.BLANK.named("Ada"));
            one.late.run(other -> other.chainRules().revokeRead(bob.id())); // known here before this is handed over
        });
        world.settle();

        assertThat(one.refused).isEmpty();
        assertThat(one.chain.get(card)).isEqualTo(Card.BLANK.named("Ada"));
    }

    @Test
    void aRuleThatRefusesOrFailsIsToldWithItsFieldsOrItsCause() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Stone> first = one.late.store(new Stone("a"));
        DaoRef<Stone> second = one.late.store(new Stone("b"));
        world.settle();

        one.update(first, _ -> new Stone("one"));
        one.update(second, _ -> new Stone("one"));
        two.update(first, _ -> new Stone("named"));
        two.update(second, _ -> new Stone("two"));
        world.settle();

        assertThat(two.refused).hasSize(2);
        assertThat(((ConflictException) two.refused.get(0)).fields()).containsExactly("text", "grain");
        assertThat(((ConflictException) two.refused.get(0)).objects()).containsExactly(first.key());
        assertThat(two.refused.get(1)).hasRootCauseMessage("carved");
        assertThat(two.chain.get(second)).isEqualTo(new Stone("one"));
    }

    @Test
    void whatTheClassItselfDoesNotTakeIsNoMerge() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(Card.BLANK);
        world.settle();

        one.update(card, each -> each.named("nobody"));
        two.update(card, each -> each.calling("1906"));
        world.settle();

        assertThat(two.chain.get(card)).isEqualTo(Card.BLANK.named("nobody"));
        assertThat(two.refused).singleElement()
                .satisfies(e -> assertThat(e).isInstanceOf(ConflictException.class)
                        .hasCauseInstanceOf(IncompatibleValueException.class)
                        .hasRootCauseMessage("nobody has no phone"));
    }

    @Test
    void fieldsThatNewerProgramsWroteMeanwhileSurvive() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<JsonNode> tree = one.late.store(Type.tree("Card"),
                JSON.readTree("{\"name\":\"\",\"phone\":\"\",\"tags\":[],\"old\":{\"x\":1,\"y\":1}}"));
        DaoRef<JsonNode> count = one.late.store(Type.tree("Counter"), JSON.readTree("{\"count\":1,\"unit\":\"m\"}"));
        world.settle();

        one.update(tree, _ -> JSON.readTree("""
                {"@version":4,"name":"Ada","phone":"","tags":[],"old":{"x":2,"y":1},"new":[1]}"""));
        one.update(count, _ -> JSON.readTree("{\"count\":5,\"unit\":\"km\",\"since\":1815}"));
        two.update(DaoRef.of(Type.of(Card.class), tree.key()), each -> each.calling("1906"));
        two.update(DaoRef.of(Type.of(Counter.class), count.key()), each -> each.plus(10));
        world.settle();

        assertThat(one.chain.get(tree)).isEqualTo(JSON.readTree("""
                {"@version":4,"name":"Ada","phone":"1906","tags":[],"old":{"x":2,"y":1},"new":[1]}"""));
        assertThat(one.chain.get(count)).isEqualTo(
                JSON.readTree("{\"count\":15,\"unit\":\"km\",\"since\":1815}"));
    }

    @Test
    void treesAreMergedFieldByField() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<JsonNode> tree = one.late.store(Type.tree("any"), JSON.readTree("{\"a\":1,\"b\":1}"));
        world.settle();

        one.update(tree, _ -> JSON.readTree("{\"a\":2,\"b\":1}"));
        two.update(tree, _ -> JSON.readTree("{\"a\":1,\"b\":2,\"c\":3}"));
        world.settle();

        assertThat(two.chain.get(tree)).isEqualTo(JSON.readTree("{\"a\":2,\"b\":2,\"c\":3}"));
    }

    @Test
    void whoWaitsIsMergedWhereTheTypeSaysSo() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Counter> counter = one.late.store(new Counter(0));
        world.settle();

        List<CompletableFuture<Counter>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(one.chain.commitAsync(dio -> dio.load(counter).update(each -> each.plus(1))));
            answers.add(two.chain.commitAsync(dio -> dio.load(counter).update(each -> each.plus(100))));
        }
        world.settle();

        assertThat(answers).allSatisfy(each -> assertThat(each).isCompleted());
        assertThat(one.chain.get(counter)).isEqualTo(new Counter(1010));
    }

    @Test
    void whoWaitsAndIsNotMergedIsToldTheFields() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(Card.BLANK);
        DaoRef<Counter> counter = one.late.store(new Counter(0));
        world.settle();

        CompletableFuture<Card> clashing = two.chain.commitAsync(dio -> {
            Dao<Card> mine = dio.load(card);
            one.update(card, each -> each.named("Ada"));
            world.settle();
            return mine.update(each -> each.named("Grace").calling("1906"));
        });
        CompletableFuture<Card> mixed = two.chain.commitAsync(dio -> {
            dio.load(counter).update(each -> each.plus(1));
            Dao<Card> mine = dio.load(card);
            one.update(card, each -> each.named("Augusta"));
            return mine.update(each -> each.named("Grace"));
        });
        world.settle();

        assertThat(clashing).isCompletedExceptionally();
        assertThat(mixed).isCompletedExceptionally();
        for (CompletableFuture<Card> each : List.of(clashing, mixed)) {
            assertThat(each.exceptionNow()).isInstanceOfSatisfying(ConflictException.class, e -> {
                assertThat(e.objects()).containsExactly(card.key());
                assertThat(e.fields()).containsExactly("name");
            });
        }
        assertThat(one.chain.get(card)).isEqualTo(Card.BLANK.named("Augusta"));
        assertThat(one.chain.get(counter)).isEqualTo(new Counter(0));
    }

    @Test
    void whatIsMergedIsSealedForPresentReadersWithTheirNewestKey() {
        Program one = new Program();
        Program two = new Program();
        PublicKeys bob = Keys.of("bob").publicKeys();
        one.late.run(dio -> dio.chainRules().grantRead(bob));
        DaoRef<Card> card = one.late.store(Card.BLANK);
        world.settle();

        one.update(card, each -> each.named("Ada"));
        one.late.run(dio -> dio.chainRules().revokeRead(bob.id()));
        two.update(card, each -> each.calling("1815"));
        world.settle();

        assertThat(two.refused).isEmpty();
        assertThat(one.chain.get(card)).isEqualTo(new Card("Ada", "1815", List.of()));
    }

    @Test
    void whatNewReadersWouldReadIsNotMergedUnasked() {
        Program one = new Program();
        Program two = new Program();
        PublicKeys bob = Keys.of("bob").publicKeys();
        DaoRef<Card> card = one.late.store(Card.BLANK);
        world.settle();

        one.update(card, each -> each.named("Ada"));
        one.late.run(dio -> dio.chainRules().grantRead(bob));
        two.update(card, each -> each.calling("for alice alone"));
        world.settle();

        assertThat(two.refused).singleElement()
                .satisfies(e -> assertThat(e).isInstanceOf(ConflictException.class)
                        .hasMessageContaining("others to read"));
        assertThat(one.chain.get(card)).isEqualTo(Card.BLANK.named("Ada"));
    }

    @Test
    void whatIsRefusedForAnotherReasonIsReportedOnce() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(Card.BLANK);
        world.settle();

        one.late.run(dio -> dio.load(card).rules(Rules.inherit().writableByNobody()));
        two.late.run(dio -> dio.overwrite(card, Card.BLANK.named("Grace")));
        world.settle();

        assertThat(two.refused).singleElement()
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NO_WRITE_AUTHORITY));
    }

    @Test
    void aCutBetweenRefusalAndMergeLosesNothing() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Counter> counter = one.late.store(new Counter(0));
        world.settle();

        two.client.reachable = false;
        two.client.cut();
        world.settle();
        for (int i = 0; i < 5; i++) {
            one.update(counter, each -> each.plus(1));
            two.update(counter, each -> each.plus(100));
        }
        world.settle();
        assertThat(two.chain.get(counter)).isEqualTo(new Counter(500));
        two.client.reachable = true;
        world.pass(60_000);

        assertThat(one.chain.get(counter)).isEqualTo(new Counter(505));
        assertThat(two.refused).isEmpty();
    }

    @Test
    void forWhatBuildsOnARefusedCommitNobodyWaitsForTheServer() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(Card.BLANK);
        world.settle();
        two.client.meddling = messages -> messages.stream()
                .filter(each -> !(each instanceof Rejected rejected
                        && rejected.reason() == Reason.PREDECESSOR_REFUSED))
                .toList();

        one.update(card, each -> each.named("Ada"));
        two.update(card, each -> each.calling("1815"));
        two.update(card, each -> each.tagged("a"));
        world.settle();

        assertThat(one.chain.get(card)).isEqualTo(new Card("Ada", "1815", List.of("a")));
    }

    @Test
    void whoseTimeIsOverIsToldOfTheConflict() {
        Program one = new Program();
        Program two = new Program((_, _, _, _) -> false);
        DaoRef<Counter> counter = one.late.store(new Counter(0));
        world.settle();

        one.update(counter, each -> each.plus(1));
        CompletableFuture<Counter> first = two.chain.commitAsync(
                dio -> dio.load(counter).update(each -> each.plus(100)));
        world.settle();

        assertThat(first).isCompletedExceptionally();
        assertThat(first.exceptionNow()).isInstanceOf(ConflictException.class);
        assertThat(one.chain.get(counter)).isEqualTo(new Counter(1));
    }

    @Test
    void whatIsNotMergedBeforeTheChainIsClosedIsReported() {
        Program one = new Program();
        CompletableFuture<Runnable> closing = new CompletableFuture<>();
        Program two = new Program((_, _, _, _) -> {
            closing.join().run();
            return true;
        });
        closing.complete(two.chain::close);
        DaoRef<Counter> counter = one.late.store(new Counter(0));
        world.settle();

        one.update(counter, each -> each.plus(1));
        two.update(counter, each -> each.plus(100));
        world.settle();

        assertThat(two.refused).singleElement()
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CONFLICT));
        assertThat(one.chain.get(counter)).isEqualTo(new Counter(1));
    }
}
