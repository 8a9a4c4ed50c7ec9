package io.ate.internal.replica;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainName;
import io.ate.ChainReadOnlyException;
import io.ate.CommitId;
import io.ate.CommitRejectedException;
import io.ate.DaoRef;
import io.ate.DeadlineExceededException;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.Offline;
import io.ate.Outbox;
import io.ate.Outcome;
import io.ate.Reason;
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
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.testing.Keys;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What becomes of commits that lie in the outbox where the server cannot take them, or is lost from sight. */
final class OutboxTest {
    private static final HeldKeys ALICE = Keys.of("alice");

    record Album(String title) {
        static final Field.Vec<Photo> PHOTOS = Field.vec("photos", Photo.class);
    }

    record Photo(String of) {}

    private final SignedGenesis genesis = new GenesisMaker(Entropy.system()).make(new ChainName("album"),
            Genesis.of(Rules.inherit()).trust(Trust.CENTRALIZED), Session.of(ALICE));
    private final World world = new World();
    private final World.Client client = world.client();
    private final MemoryRedoLog log = world.log();
    private final List<CommitRejectedException> refused = new ArrayList<>();

    private Chain open(World.Client program, MemoryRedoLog on, Offline mode) {
        var opening = program.connection.open(World.wish(genesis, ALICE).offline(mode), on, Pins.NONE);
        world.settle();
        Chain chain = Chains.over(opening.join(), Session.of(ALICE), AteConfig.defaults(),
                new Workers(program.process, (_, _, _, _) -> true, Duration.ZERO)).with(Scope.LOCAL);
        var _ = chain.onRefused(refused::add);
        return chain;
    }

    private Chain witness() {
        return open(world.client(), world.log(), Offline.WAIT);
    }

    private static CompletableFuture<DaoRef<Album>> album(Chain chain, String title) {
        return chain.commitAsync(dio -> dio.store(new Album(title)).ref());
    }

    private static CompletableFuture<?> photo(Chain chain, DaoRef<Album> album, String of) {
        return chain.commitAsync(dio -> dio.load(album).in(Album.PHOTOS).add(new Photo(of)).ref());
    }

    private static List<String> photos(Chain chain, DaoRef<Album> album) {
        return chain.commit(
                dio -> dio.load(album).in(Album.PHOTOS).stream().map(each -> each.value().of()).toList());
    }

    @Test
    void whatAFullServerRefusesComesWhenItHasRoomWithWhatBuildsOnIt() {
        Chain chain = open(client, log, Offline.WORK);
        DaoRef<Album> album = chain.ref(Album.class, "rome");
        world.full = true;
        var _ = chain.commitAsync(dio -> dio.store(album, new Album("Rome")).ref());
        var _ = photo(chain, album, "one"); // goes before the album is answered
        world.settle();
        var _ = photo(chain, album, "two");
        world.pass(60_000);
        assertThat(photos(chain, album)).as("it is seen here all the while").containsExactly("one", "two");
        assertThat(chain.outbox().commits()).extracting(Outbox.Kept::state)
                .containsOnly(Outbox.State.SENDING)
                .hasSize(3);

        world.full = false;
        world.pass(20_000);
        assertThat(chain.outbox().commits()).isEmpty();
        assertThat(refused).isEmpty();
        assertThat(photos(witness(), album)).containsExactly("one", "two");
    }

    @Test
    void whatIsRefusedForWantOfItComesBehindItThoughTheServerHasRoomByThen() {
        Chain chain = open(client, log, Offline.WORK);
        DaoRef<Album> album = chain.ref(Album.class, "rome");
        Deque<CommitMessage> kept = new ArrayDeque<>();
        client.losing = messages -> messages.stream().filter(each -> !isFirst(each, kept)).toList();
        client.meddling = messages -> messages.stream()
                .flatMap(each -> each instanceof Rejected behind
                        ? Stream.of(fullFor(kept.getFirst()), behind)
                        : Stream.of(each))
                .toList();
        var _ = chain.commitAsync(dio -> dio.store(album, new Album("Rome")).ref());
        var _ = chain.commitAsync(dio -> {
            dio.delete(album);
            return album;
        });
        world.settle();
        assertThat(kept).isNotEmpty();
        assertThat(chain.outbox().commits()).hasSize(2);
        assertThat(refused).isEmpty();

        client.losing = messages -> messages;
        client.meddling = messages -> messages;
        world.pass(20_000);
        assertThat(chain.outbox().commits()).isEmpty();
        assertThat(refused).isEmpty();
        assertThat(chain.find(album)).isEmpty();
    }

    private static boolean isFirst(ToServer message, Deque<CommitMessage> of) {
        return message instanceof CommitMessage commit && of.isEmpty() && of.add(commit);
    }

    private static Rejected fullFor(CommitMessage commit) {
        return new Rejected(commit.channel(), commit.request(), Reason.STORE_FULL, null, "the disk is full");
    }

    @Test
    void nothingIsSentBeforeItLiesThere() {
        Chain chain = open(client, log, Offline.WORK);
        List<CommitMessage> sent = new ArrayList<>();
        client.losing = messages -> {
            messages.stream().filter(CommitMessage.class::isInstance).map(CommitMessage.class::cast).forEach(sent::add);
            return messages;
        };
        var stored = album(chain, "Rome");
        world.steps.run();
        assertThat(stored).isNotDone();
        assertThat(sent).isEmpty();
        world.settle();
        assertThat(stored).isCompleted();
        assertThat(sent).hasSize(1);
    }

    @Test
    void theNextProgramSendsTheVerySameWordsUnderTheSameNumber() {
        Chain chain = open(client, log, Offline.WORK);
        List<CommitMessage> sent = new ArrayList<>();
        client.losing = messages -> { // they get lost on their way
            messages.stream().filter(CommitMessage.class::isInstance).map(CommitMessage.class::cast).forEach(sent::add);
            return messages.stream().filter(each -> !(each instanceof CommitMessage)).toList();
        };
        var _ = album(chain, "Rome");
        world.settle();

        MemoryRedoLog left = world.crash(client, log);
        World.Client next = world.client();
        next.losing = messages -> {
            messages.stream().filter(CommitMessage.class::isInstance).map(CommitMessage.class::cast).forEach(sent::add);
            return messages;
        };
        Chain again = open(next, left, Offline.WORK);
        world.settle();
        assertThat(sent).hasSize(2);
        assertThat(sent.getLast().commit()).isEqualTo(sent.getFirst().commit());
        assertThat(again.outbox().commits()).isEmpty();
    }

    @Test
    void whatIsStoredAlreadyIsNotStoredAgainByTheNextProgram() {
        Chain chain = open(client, log, Offline.WORK);
        client.meddling = _ -> List.of(); // what the server says is lost
        var _ = album(chain, "Rome");
        world.settle();

        MemoryRedoLog left = world.crash(client, log);
        Chain again = open(world.client(), left, Offline.WORK);
        world.settle();
        assertThat(again.outbox().commits()).isEmpty();
        assertThat(witness().<Long, RuntimeException>commit(dio -> dio.roots(Album.class).count())).isEqualTo(1);
    }

    @Test
    void whatALaterProgramMayOnlyReadIsSentAllTheSameOnceTheServerIsBack() {
        Chain chain = open(client, log, Offline.WORK);
        client.reachable = false;
        client.cut();
        world.settle();
        var stored = album(chain, "Rome");
        world.settle();
        DaoRef<Album> album = stored.join();

        MemoryRedoLog left = world.crash(client, log);
        World.Client next = world.client();
        next.reachable = false;
        Chain reading = open(next, left, Offline.READ);
        assertThat(reading.get(album)).isEqualTo(new Album("Rome"));
        var late = photo(reading, album, "late");
        world.settle();
        assertThat(late).isCompletedExceptionally();
        assertThat(late.exceptionNow()).isInstanceOf(ChainReadOnlyException.class);

        next.reachable = true;
        world.pass(60_000);
        assertThat(reading.outbox().commits()).isEmpty();
        assertThat(witness().get(album)).isEqualTo(new Album("Rome"));
    }

    @Test
    void itsOutcomeIsKnownUnderTheIdByWhichItLiesThere() {
        Chain chain = open(client, log, Offline.WORK);
        var stored = album(chain, "Rome");
        world.settle();
        DaoRef<Album> album = stored.join();
        client.reachable = false;
        client.cut();
        world.settle();
        var _ = chain.commitAsync(dio -> dio.load(album).update(_ -> new Album("Athens")));
        world.settle();
        CommitId id = chain.outbox().commits().getFirst().id();
        Chain hasty = chain.within(Duration.ofNanos(1));
        assertThat(hasty.outcome(id)).isInstanceOf(Outcome.Waiting.class);

        client.reachable = true;
        world.pass(60_000);
        assertThat(chain.outbox().commits()).isEmpty();
        assertThat(hasty.outcome(id)).isInstanceOf(Outcome.Stored.class);
    }

    @Test
    void itsOutcomeIsKnownWhereTheDiskWasTooSlowToSayThatItLiesThere() {
        Chain chain = open(client, log, Offline.WORK);
        Chain hasty = chain.within(Duration.ofNanos(1));
        var late = catchThrowableOfType(DeadlineExceededException.class, () -> hasty.store(new Album("Rome")));
        world.settle();
        assertThat(hasty.outcome(late.commit())).isInstanceOf(Outcome.Stored.class);
    }

    @Test
    void whatWasRefusedStaysUntilItIsThrownAway() {
        Chain chain = open(client, log, Offline.WORK);
        var stored = album(chain, "Rome");
        world.settle();
        DaoRef<Album> album = stored.join();
        client.reachable = false;
        client.cut();
        world.settle();
        var _ = chain.commitAsync(dio -> dio.load(album).update(_ -> new Album("Athens")));
        world.settle();
        var deleted = witness().commitAsync(dio -> {
            dio.delete(album);
            return "gone";
        });
        world.settle();
        assertThat(deleted).isCompleted();

        client.reachable = true;
        world.pass(60_000);
        assertThat(refused).singleElement().extracting(CommitRejectedException::reason).isEqualTo(Reason.CONFLICT);
        MemoryRedoLog left = world.crash(client, log);
        Chain again = open(world.client(), left, Offline.WORK);
        Outbox outbox = again.outbox();
        assertThat(outbox.commits()).singleElement().satisfies(each -> {
            assertThat(each.state()).isEqualTo(Outbox.State.REFUSED);
            assertThat(each.refusal()).hasValueSatisfying(why -> assertThat(why.reason()).isEqualTo(Reason.CONFLICT));
            assertThat(each.writes()).singleElement().satisfies(write -> {
                assertThat(write.object()).isEqualTo(album.key());
                assertThat(write.value().orElseThrow().path("title").stringValue()).isEqualTo("Athens");
            });
        });
        assertThat(outbox.discard(outbox.commits().getFirst().id())).isTrue();
        assertThat(outbox.commits()).isEmpty();
        world.settle();
        assertThat(refused).as("it is told once").hasSize(1);
    }
}
