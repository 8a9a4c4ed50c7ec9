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
import io.ate.KeyBundle;
import io.ate.Merge;
import io.ate.MergeRule;
import io.ate.MergedBy;
import io.ate.PublicKeys;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.internal.chain.Chains;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.GenesisMaker;
import io.ate.internal.dao.Workers;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.testing.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Own commits that are merged once they are refused, and what is written after others have doomed them. */
final class OvertakenMergesTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys BOB = Keys.of("bob");

    private final World world = new World();
    private SignedGenesis genesis = genesis(Rules.inherit());

    @MergedBy(MineWins.class)
    record Status(String text, int others) {}

    static final class MineWins implements MergeRule<Status> {
        @Override
        public Status merge(Merge<Status> versions) {
            return new Status(versions.mine().text(), versions.theirs().others());
        }
    }

    record Card(String name, String phone) {}

    record Shelf(String name) {
        static final Field.Vec<Card> CARDS = Field.vec("cards", Card.class);
    }

    record Board(String name) {
        static final Field.Map<String, Status> BY_NAME = Field.map("by-name", String.class, Status.class);
    }

    private static SignedGenesis genesis(Rules rules) {
        return new GenesisMaker(Entropy.system()).make(new ChainName("merging"), Genesis.of(rules), Session.of(ALICE));
    }

    private void shareWithBob() {
        PublicKeys[] both = {ALICE.publicKeys(), BOB.publicKeys()};
        genesis = genesis(Rules.inherit().readableBy(both).writableBy(both));
    }

    /** One program with the chain open, which waits for no answer. */
    private final class Program {
        final World.Client client = world.client();
        final Chain chain = Chains.over(client.open(World.wish(genesis, ALICE)), Session.of(ALICE),
                AteConfig.defaults(), new Workers(world.steps, (_, _, _, _) -> isTurn(), Duration.ZERO));
        final Chain late = chain.with(Scope.NONE);
        final List<CommitRejectedException> refused = new ArrayList<>();
        /** What happens between a refusal and the merge that follows. */
        Runnable beforeMerging = () -> {};

        Program() {
            var _ = chain.onRefused(refused::add);
        }

        private boolean isTurn() {
            Runnable first = beforeMerging;
            beforeMerging = () -> {};
            first.run();
            return true;
        }

        <T> void update(DaoRef<T> ref, UnaryOperator<T> change) {
            late.run(dio -> dio.load(ref).update(change));
        }

        void fallSilent() {
            client.losing = _ -> List.of();
        }

        List<DaoRef<Card>> on(DaoRef<Shelf> shelf) {
            List<DaoRef<Card>> cards = new ArrayList<>();
            chain.run(dio -> dio.load(shelf).in(Shelf.CARDS).refs().forEach(cards::add));
            return cards;
        }

        void put(DaoRef<Card> card, DaoRef<Shelf> shelf) {
            late.run(dio -> dio.load(card).moveTo(dio.load(shelf).in(Shelf.CARDS)));
            world.settle();
        }

        void speakAgain() {
            client.losing = each -> each;
            client.cut();
            world.pass(40_000);
        }
    }

    @Test
    void whatIsWrittenLaterComesLater() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Status> status = one.late.store(new Status("new", 0));
        world.settle();

        one.fallSilent();
        one.update(status, each -> new Status("first", each.others()));
        two.update(status, each -> new Status(each.text(), 1));
        world.settle();
        one.update(status, each -> new Status("second", each.others()));
        one.speakAgain();

        assertThat(one.chain.get(status)).isEqualTo(new Status("second", 1));
        assertThat(two.chain.get(status)).isEqualTo(new Status("second", 1));
        assertThat(one.refused).isEmpty();
    }

    @Test
    void whatIsWrittenLaterIsMadeFromWhatWasWrittenBefore() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(new Card("", ""));
        world.settle();

        one.fallSilent();
        one.update(card, each -> new Card("Ada", each.phone()));
        two.update(card, each -> new Card(each.name(), "1815"));
        world.settle();
        assertThat(one.chain.get(card).name()).isEqualTo("Ada");
        one.update(card, each -> new Card(each.name() + " Lovelace", each.phone()));
        one.speakAgain();

        assertThat(one.chain.get(card)).isEqualTo(new Card("Ada Lovelace", "1815"));
        assertThat(two.chain.get(card)).isEqualTo(new Card("Ada Lovelace", "1815"));
        assertThat(one.refused).isEmpty();
    }

    @Test
    void whatIsOverwrittenAfterwardsStaysSo() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(new Card("", ""));
        world.settle();

        one.client.cut();
        one.update(card, each -> new Card("Ada", each.phone()));
        one.late.overwrite(card, new Card("Grace", "1906"));
        two.update(card, each -> new Card(each.name(), "1815"));
        world.settle();
        one.speakAgain();

        assertThat(one.chain.get(card)).isEqualTo(new Card("Grace", "1906"));
        assertThat(two.chain.get(card)).isEqualTo(new Card("Grace", "1906"));
        assertThat(one.refused).isEmpty();
    }

    @Test
    void whoWaitsForWhatHeOverwritesIsNotToldOfWhatOthersDidInBetween() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(new Card("", ""));
        world.settle();

        one.client.cut();
        one.update(card, each -> new Card("Ada", each.phone()));
        CompletableFuture<Dao<Card>> answer = one.chain.commitAsync(dio -> dio.overwrite(card, new Card("Grace", "")));
        two.update(card, each -> new Card(each.name(), "1815"));
        world.settle();
        one.speakAgain();

        assertThat(answer).isCompleted();
        assertThat(two.chain.get(card)).isEqualTo(new Card("Grace", ""));
    }

    @Test
    void whatIsOverwrittenIsSeenWhereOthersHavePutIt() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(new Card("", ""));
        DaoRef<Shelf> shelf = one.late.store(new Shelf("upper"));
        world.settle();

        one.fallSilent();
        one.late.overwrite(card, new Card("Grace", "1906"));
        two.put(card, shelf);

        assertThat(one.on(shelf)).containsExactly(card);
        assertThat(one.chain.get(card)).isEqualTo(new Card("Grace", "1906"));
    }

    @Test
    void whatReliesOnAnOverwrittenObjectReliesOnItsPlaceToo() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(new Card("", ""));
        DaoRef<Shelf> shelf = one.late.store(new Shelf("upper"));
        world.settle();

        one.client.cut();
        one.late.overwrite(card, new Card("Grace", "1906"));
        one.late.delete(card);
        two.put(card, shelf);
        one.speakAgain();

        assertThat(one.refused).singleElement().isInstanceOf(ConflictException.class);
        assertThat(two.on(shelf)).containsExactly(card);
        assertThat(two.chain.get(card)).isEqualTo(new Card("Grace", "1906"));
    }

    @Test
    void whatIsOverwrittenAndDeletedIsGone() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(new Card("", ""));
        world.settle();

        one.client.cut();
        one.late.overwrite(card, new Card("Grace", "1906"));
        one.late.delete(card);
        assertThat(one.chain.find(card)).isEmpty();
        two.update(card, each -> new Card(each.name(), "1815"));
        one.speakAgain();

        assertThat(one.refused).isEmpty();
        assertThat(two.chain.find(card)).isEmpty();
    }

    @Test
    void nothingIsSeenOfACommitThatOthersHaveDoomedThoughWhatBuildsOnItIsMerged() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> first = one.late.store(new Card("", ""));
        DaoRef<Card> second = one.late.store(new Card("", ""));
        world.settle();

        one.fallSilent();
        CompletableFuture<Boolean> both = one.chain.commitAsync(dio -> {
            dio.load(first).update(each -> new Card("Ada", each.phone()));
            dio.load(second).update(each -> new Card("Ada", each.phone()));
            return true;
        });
        one.update(first, each -> new Card(each.name(), "1906"));
        two.update(first, each -> new Card("Grace", each.phone()));
        world.settle();

        assertThat(both).isCompletedExceptionally();
        assertThat(one.chain.get(second)).isEqualTo(new Card("", ""));
        assertThat(one.chain.get(first)).isEqualTo(new Card("Grace", "1906"));
    }

    @Test
    void whoHasBuiltOnWhatOthersDoomedIsToldOfItThoughHeWasOvertakenBeside() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> doomed = one.late.store(new Card("", ""));
        DaoRef<Card> overtaking = one.late.store(new Card("", ""));
        world.settle();

        one.fallSilent();
        CompletableFuture<Card> _ = one.chain
                .commitAsync(dio -> dio.load(doomed).update(each -> new Card("Ada", each.phone())));
        CompletableFuture<Boolean> both = one.chain.commitAsync(dio -> {
            Dao<Card> built = dio.load(doomed);
            one.update(overtaking, each -> new Card("Ada", each.phone()));
            two.update(doomed, each -> new Card("Grace", each.phone()));
            world.settle();
            built.delete();
            dio.overwrite(overtaking, new Card("Grace", "1906"));
            return true;
        });
        world.settle();
        one.speakAgain();

        assertThat(both).failsWithin(Duration.ZERO).withThrowableThat().withCauseInstanceOf(ConflictException.class);
        assertThat(two.chain.get(doomed)).isEqualTo(new Card("Grace", ""));
        assertThat(two.chain.get(overtaking)).isEqualTo(new Card("Ada", ""));
    }

    @Test
    void whatIsOverwrittenBehindItsOwnDeletionComesLast() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Status> status = one.chain.ref(Status.class, "status");
        one.late.store(status, new Status("new", 0));
        world.settle();

        one.client.cut();
        one.update(status, each -> new Status("first", each.others()));
        one.late.delete(status);
        one.late.overwrite(status, new Status("second", 0));
        two.update(status, each -> new Status(each.text(), 1));
        one.speakAgain();

        assertThat(two.chain.get(status).text()).isEqualTo("second");
        assertThat(one.chain.get(status).text()).isEqualTo("second");
    }

    @Test
    void whatIsStoredBehindItsOwnDeletionNeverGoesAheadOfWhatWasDeleted() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Status> status = one.chain.ref(Status.class, "status");
        one.late.store(status, new Status("new", 0));
        world.settle();

        one.fallSilent();
        one.late.delete(status);
        one.late.overwrite(status, new Status("first", 0));
        one.late.delete(status);
        CompletableFuture<Dao<Status>> second = one.chain
                .commitAsync(dio -> dio.store(status, new Status("second", 0)));
        two.late.delete(status);
        world.settle();
        one.speakAgain();

        assertThat(second).as("it is refused with the deletion").isCompletedExceptionally();
        assertThat(two.chain.get(status).text()).isEqualTo("first");
        assertThat(one.chain.get(status).text()).isEqualTo("first");
    }

    @Test
    void whatIsStoredBehindItsOwnDeletionIsRefusedWhereOthersHaveStoredSomethingThere() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Status> status = one.chain.ref(Status.class, "status");
        one.late.store(status, new Status("new", 0));
        world.settle();

        one.fallSilent();
        one.late.delete(status);
        one.late.store(status, new Status("mine", 0));
        two.late.delete(status);
        two.late.store(status, new Status("theirs", 0));
        world.settle();
        one.speakAgain();

        assertThat(one.refused).hasSize(2).allSatisfy(each -> assertThat(each).isInstanceOf(ConflictException.class));
        assertThat(one.chain.get(status).text()).isEqualTo("theirs");
    }

    @Test
    void whatIsPutInAMapBehindItsOwnRemovalComesLast() {
        Program one = new Program();
        Program two = new Program();
        DaoRef<Board> board = one.late.store(new Board("board"));
        one.late.run(dio -> dio.load(board).in(Board.BY_NAME).put("ada", new Status("new", 0)));
        world.settle();

        one.client.cut();
        one.late.run(dio -> dio.load(board)
                .in(Board.BY_NAME)
                .load("ada")
                .update(each -> new Status("first", each.others())));
        one.late.run(dio -> dio.load(board).in(Board.BY_NAME).remove("ada"));
        one.late.run(dio -> dio.load(board).in(Board.BY_NAME).put("ada", new Status("second", 0)));
        two.late.run(dio -> dio.load(board).in(Board.BY_NAME).put("ada", new Status("theirs", 1)));
        world.settle();
        one.speakAgain();

        two.chain.run(dio -> assertThat(dio.load(board).in(Board.BY_NAME).get("ada").text())
                .isEqualTo("second"));
    }

    /** What one session writes is drawn up anew behind what another one wrote, whose answer does not come. */
    @Test
    void whatOvertookAnotherKeysMergeComesBehindItAndHoldsUpNothingElse() {
        shareWithBob();
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(new Card("", ""));
        DaoRef<Status> other = one.late.store(new Status("new", 0));
        world.settle();

        one.fallSilent();
        one.update(card, each -> new Card("Ada", each.phone()));
        one.update(other, each -> new Status("mine", each.others()));
        List<CompletableFuture<Boolean>> late = new ArrayList<>();
        one.beforeMerging = () -> late.add(one.chain.as(Session.of(BOB)).commitAsync(dio -> {
            dio.overwrite(card, new Card("Grace", ""));
            return true;
        }));
        two.update(card, each -> new Card(each.name(), "1815"));
        world.settle();
        two.update(other, each -> new Status(each.text(), 1));
        world.settle();
        assertThat(late).singleElement().satisfies(each -> assertThat(each).isNotDone());
        assertThat(one.chain.get(other)).isEqualTo(new Status("mine", 1));

        one.speakAgain();
        assertThat(late).singleElement().satisfies(each -> assertThat(each).isCompletedWithValue(true));
        assertThat(two.chain.get(card)).isEqualTo(new Card("Grace", ""));
        assertThat(one.chain.get(card)).isEqualTo(new Card("Grace", ""));
        assertThat(two.chain.get(other)).isEqualTo(new Status("mine", 1));
        assertThat(one.refused).isEmpty();
    }

    @Test
    void whatBuildsOnWhatAnotherKeyWroteIsMergedBehindIt() {
        shareWithBob();
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(new Card("", ""));
        world.settle();

        one.fallSilent();
        one.update(card, each -> new Card("Ada", each.phone()));
        Chain bobs = one.chain.as(Session.of(BOB)).with(Scope.NONE);
        bobs.run(dio -> dio.load(card).update(each -> new Card(each.name() + " Lovelace", each.phone())));
        one.update(card, each -> new Card("Countess " + each.name(), each.phone()));
        two.update(card, each -> new Card(each.name(), "1815"));
        world.settle();
        assertThat(one.chain.get(card)).as("nobody waits for an answer")
                .isEqualTo(
                        new Card("Countess Ada Lovelace", "1815"));
        one.speakAgain();

        assertThat(two.chain.get(card)).isEqualTo(new Card("Countess Ada Lovelace", "1815"));
        assertThat(one.refused).isEmpty();
    }

    @Test
    void whatBuildsOnWhatAnotherKeyWroteIsSentBehindItAndStored() {
        shareWithBob();
        Program one = new Program();
        Program two = new Program();
        DaoRef<Card> card = one.late.store(new Card("", ""));
        world.settle();

        one.client.cut();
        one.update(card, each -> new Card("Ada", each.phone()));
        Chain bobs = one.chain.as(Session.of(BOB));
        CompletableFuture<Boolean> deleted = bobs.commitAsync(dio -> {
            dio.load(card).delete();
            return true;
        });
        assertThat(one.chain.find(card)).isEmpty();
        one.speakAgain();

        assertThat(deleted).isCompletedWithValue(true);
        assertThat(two.chain.find(card)).isEmpty();
        assertThat(one.refused).isEmpty();
    }

    @Test
    void whatIsWrittenUnderARightThatAnotherKeyGrantsIsSentBehindThat() {
        PublicKeys[] both = {ALICE.publicKeys(), BOB.publicKeys()};
        Program one = new Program();
        Program two = new Program();
        DaoRef<Shelf> shelf = one.late.store(new Shelf("poets"));
        world.settle();

        one.late.run(dio -> dio.load(shelf).rules(Rules.inherit().readableBy(ALICE.publicKeys())));
        one.late.run(dio -> dio.load(shelf).rules(Rules.inherit().readableBy(both).writableBy(both)));
        Chain bobs = one.chain.as(Session.of(BOB)).with(Scope.NONE);
        bobs.run(dio -> dio.load(shelf).in(Shelf.CARDS).add(new Card("Ada", "1815")));
        world.settle();

        assertThat(one.refused).isEmpty();
        assertThat(two.on(shelf)).hasSize(1);
    }

    @Test
    void whatTakesAnotherKeysRightAwayOrChangesWhatThatReliesOnIsSentBehindWhatCameBefore() {
        PublicKeys[] both = {ALICE.publicKeys(), BOB.publicKeys()};
        genesis = genesis(Rules.inherit().readableBy(both).writableBy(both).controlledBy(both));
        Program one = new Program();
        Program two = new Program();
        DaoRef<Shelf> shelf = one.late.store(new Shelf("poets"));
        DaoRef<Shelf> other = one.late.store(new Shelf("others"));
        DaoRef<Card> card = one.late.store(new Card("Ada", ""));
        world.settle();

        one.late.run(dio -> dio.load(other).rules(Rules.inherit().writableBy(both)));
        Chain bobs = one.chain.as(Session.of(BOB)).with(Scope.NONE);
        bobs.run(dio -> dio.load(other).rules(Rules.inherit().writableBy(both)));
        bobs.run(dio -> {
            dio.load(card).requireUnchanged();
            dio.load(shelf).in(Shelf.CARDS).add(new Card("Grace", "1906"));
        });
        one.late.overwrite(card, new Card("Ada", "1815"));
        one.late.run(dio -> dio.load(shelf).rules(Rules.inherit().writableBy(ALICE.publicKeys())));
        world.settle();

        assertThat(one.refused).isEmpty();
        assertThat(two.on(shelf)).hasSize(1);
        assertThat(two.chain.get(card)).isEqualTo(new Card("Ada", "1815"));
    }

    @Test
    void aKeyThatIsClosedBeforeItIsProvenStopsNobodyElse() {
        KeyBundle carol = KeyBundle.generate();
        PublicKeys[] both = {ALICE.publicKeys(), carol.publicKeys()};
        genesis = new GenesisMaker(Entropy.system()).make(new ChainName("merging"),
                Genesis.of(Rules.inherit().readableBy(both).writableBy(both)).trust(Trust.CENTRALIZED),
                Session.of(ALICE));
        Program one = new Program();
        DaoRef<Card> card = one.late.store(new Card("", ""));
        world.settle();

        one.client.cut();
        Chain carols = one.chain.as(Session.of(carol)).with(Scope.NONE);
        carols.overwrite(card, new Card("Ada", ""));
        carols.overwrite(card, new Card("Grace", ""));
        one.late.overwrite(card, new Card("Ada", "1815"));
        carol.close();
        one.speakAgain();

        assertThat(new Program().chain.get(card)).isEqualTo(new Card("Ada", "1815"));
    }
}
