package io.ate.internal.replica;

import io.ate.ChainReadOnlyException;
import io.ate.ChainUnavailableException;
import io.ate.NoSuchChainException;
import io.ate.Offline;
import io.ate.Reason;
import io.ate.UntrustedServerException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Condition;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.protocol.ChainList;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.HandshakeFailure;
import io.ate.internal.protocol.ListChains;
import io.ate.internal.protocol.Live;
import io.ate.internal.protocol.Proved;
import io.ate.internal.protocol.StatusRequest;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.wire.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.read;
import static io.ate.internal.replica.Writes.soon;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What becomes of chains whose server is away, or whose program wants no connection. */
final class OfflineTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys BOB = Keys.of("bob");

    private final SignedGenesis genesis = Founding.ownedBy(ALICE, BOB).centralized().genesis();
    private final World world = new World();
    private final World.Client first = world.client();
    private final MemoryRedoLog log = world.log();
    private final RemoteReplica before = first.open(World.wish(genesis, ALICE, BOB), log);

    @BeforeEach
    void aProgramThatHasEnded() throws InterruptedException {
        submit(before, ALICE, Change.store(object(1), "one"));
        world.settle();
        first.connection.close();
        world.settle();
    }

    private ChainWish reading() {
        return World.pinned(genesis, ALICE, BOB).offline(Offline.READ);
    }

    /** The next program, which has the replica of the one before. */
    private CompletableFuture<RemoteReplica> opening(World.Client client) {
        var opening = client.connection.open(reading(), log, Pins.NONE);
        world.settle();
        return opening;
    }

    /** The same chain as it is known, open or not. */
    private RemoteReplica known(World.Client client) {
        var opening = opening(client);
        assertThat(opening).isCompleted();
        return opening.join();
    }

    private RemoteReplica opened(World.Client client) {
        RemoteReplica opened = known(client);
        assertThat(opened.isOpen()).isTrue();
        return opened;
    }

    private World.Client cutOff() {
        World.Client client = world.client();
        client.reachable = false;
        return client;
    }

    /** Why it failed, which it has by now. */
    private static Throwable told(CompletableFuture<?> answer) {
        assertThat(answer).isCompletedExceptionally();
        return answer.exceptionNow();
    }

    private static void assertAway(RemoteReplica replica) {
        assertThatExceptionOfType(ChainReadOnlyException.class)
                .isThrownBy(() -> submit(replica, ALICE, Change.store(object(7), "seven")))
                .withMessageContaining("is away");
    }

    @Test
    void whereTheFirstAttemptFailsTheChainIsReadFromHere() throws InterruptedException {
        World.Client client = cutOff();
        RemoteReplica replica = opened(client);

        assertThat(client.calls).isEqualTo(1);
        assertThat(replica.openedFrom()).hasValue(world.identity.publicKeys().fingerprint());
        assertThat(read(replica, object(1))).isEqualTo("one");
        assertAway(replica);
        assertThat(read(replica, object(7))).as("it leaves no trace").isEqualTo("-");
    }

    @Test
    void whereNothingComesOfTheAttemptTheChainIsReadFromHereAfterTwoSeconds() {
        World.Client client = world.client();
        client.answers = false;
        RemoteReplica replica = known(client);

        world.pass(1_999);
        assertThat(replica.isOpen()).isFalse();
        world.pass(1);
        assertThat(replica.isOpen()).isTrue();
        assertAway(replica);
    }

    @Test
    void whoComesIntoAnAttemptThatOthersWaitForDoesNotWaitForItsEnd() {
        World.Client client = world.client();
        client.answers = false;
        var waiting = client.connection.open(World.pinned(genesis, BOB), world.log(), Pins.NONE);
        world.pass(5_000);
        RemoteReplica replica = known(client);
        var missing = client.connection.open(reading(), world.log(), Pins.NONE);
        world.pass(2_000);
        assertThat(replica.isOpen()).isTrue();
        assertThat(missing).isCompletedExceptionally();

        var later = client.connection.open(reading(), world.log(), Pins.NONE);
        world.settle();
        assertThat(later).as("that nothing comes of it is known by now").isCompletedExceptionally();
        assertThat(client.calls).isEqualTo(1);
        assertThat(waiting).as("whoever waits for the server does so").isNotDone();
    }

    @Test
    void whoWasPutOffLineReadsFromHereAndDoesNotTryToConnect() {
        World.Client client = world.client();
        client.connection.offline();
        RemoteReplica replica = opened(client);

        world.pass(100_000);
        assertThat(client.calls).isZero();
        assertThatThrownBy(() -> submit(replica, ALICE, Change.store(object(7), "seven")))
                .isInstanceOf(ChainReadOnlyException.class)
                .hasMessageContaining("put off line by client.offline()");
    }

    @Test
    void whoIsPutOffLineWhileOpeningReadsFromHere() {
        World.Client client = world.client();
        client.meddling = messages -> List.of();
        RemoteReplica replica = known(client);
        assertThat(replica.isOpen()).isFalse();

        client.connection.offline();
        world.settle();
        assertThat(replica.isOpen()).isTrue();
        assertThat(replica.openedFrom()).isPresent();
    }

    @Test
    void whereTheServerIsThereOpeningWaitsUntilAllHasCome() throws InterruptedException {
        World.Client client = world.client();
        client.meddling = messages -> messages.stream().filter(each -> !(each instanceof Live)).toList();
        RemoteReplica replica = known(client);
        world.pass(20_000);
        assertThat(replica.isOpen()).isFalse();

        client.meddling = messages -> messages;
        client.cut();
        world.pass(1_000);
        assertThat(replica.isOpen()).as("a connection that breaks is no failed attempt").isTrue();
        assertThat(replica.openedFrom()).isEmpty();
    }

    @Test
    void whatIsNotHereCannotBeReadWithoutTheServer() {
        World.Client client = cutOff();
        var opening = client.connection.open(reading(), world.log(), Pins.NONE);
        world.settle();

        assertThat(told(opening)).isInstanceOf(ChainUnavailableException.class)
                .hasMessageContainingAll("no route to host", "open the chain once", "AteConfig.folder");
    }

    @Test
    void theBeginningOfAHistoryIsNotReadWithoutTheServer() {
        MemoryRedoLog part = world.log();
        World.Client begun = world.client();
        begun.meddling = messages -> messages.stream().filter(each -> !(each instanceof Live)).toList();
        RemoteReplica partly = begun.open(World.pinned(genesis, ALICE), part);
        assertThat(partly.sequence()).isEqualTo(1);
        begun.connection.close();
        world.settle();

        RemoteReplica replica = cutOff().open(reading(), part);
        assertThatThrownBy(replica::sequence).isInstanceOf(ChainUnavailableException.class)
                .hasMessageContaining("no whole replica");
    }

    @Test
    void whatHasComeInPartFromAnotherServerSinceIsNotReadWithoutIt() throws InterruptedException {
        SignedGenesis empty = Founding.ownedBy(ALICE).named("example.com/empty").centralized().genesis();
        MemoryRedoLog own = world.log();
        World.Client there = world.client();
        assertThat(there.open(World.wish(empty, ALICE), own).source())
                .hasValue(world.identity.publicKeys().fingerprint());
        there.connection.close();
        world.settle();
        World other = new World(Keys.of("another server"));
        submit(other.client().open(World.wish(empty, ALICE)), ALICE, Change.store(object(1), "one"));
        other.settle();
        other.adopt(own);
        World.Client astray = other.client();
        astray.meddling = messages -> messages.stream().filter(each -> !(each instanceof Live)).toList();
        RemoteReplica partly = astray.open(World.pinned(empty, ALICE), own);
        assertThat(partly.sequence()).isEqualTo(1);
        astray.connection.close();
        other.settle();

        World.Client later = other.client();
        later.reachable = false;
        RemoteReplica replica = later.open(World.pinned(empty, ALICE).offline(Offline.READ), own);
        assertThatThrownBy(replica::sequence).isInstanceOf(ChainUnavailableException.class)
                .hasMessageContaining("no whole replica");
    }

    @Test
    void whoWaitsForTheServerDoesSoThoughAllIsHere() {
        World.Client client = cutOff();
        var opening = client.connection.open(World.pinned(genesis, ALICE), log, Pins.NONE);
        world.pass(60_000);
        assertThat(opening.join().isOpen()).isFalse();
        client.reachable = true;
        world.pass(60_000);
        assertThat(opening.join().isOpen()).isTrue();
    }

    @Test
    void whenTheServerIsBackNewsComesAndWritesWork() throws InterruptedException {
        World.Client client = cutOff();
        RemoteReplica replica = opened(client);
        RemoteReplica others = world.client().open(World.pinned(genesis, BOB));
        submit(others, BOB, Change.store(object(2), "two"));
        world.pass(60_000);
        assertThat(read(replica, object(2))).isEqualTo("-");

        client.reachable = true;
        world.pass(60_000);
        assertThat(read(replica, object(2))).isEqualTo("two");
        Submission written = submit(replica, ALICE, Change.store(object(3), "three"));
        world.settle();
        assertThat(written.answer()).isCompletedWithValue(3L);
    }

    @Test
    void whoIsRefusedHasTheConnectionTriedSooner() {
        World.Client client = cutOff();
        RemoteReplica replica = opened(client);
        world.pass(600_000);
        int calls = client.calls;
        assertAway(replica);
        world.pass(5_000);
        assertThat(client.calls).isGreaterThan(calls);
    }

    /** Has commits wait, since the server is there and says nothing of the chain. */
    private void unanswering(World.Client client) {
        client.meddling = messages -> List.of();
        client.cut();
        world.pass(1_000);
    }

    @Test
    void whereAConnectionBreaksWhatHasNotGoneIsTakenBackAndWhatHasIsSettledLater() throws InterruptedException {
        World.Client client = world.client();
        RemoteReplica replica = opened(client);
        client.meddling = messages -> List.of();
        Submission sent = submit(replica, ALICE, Change.store(object(2), "two"));
        world.settle();
        unanswering(client);
        Submission waiting = submit(replica, ALICE, Change.store(object(3), "three"));
        Submission onTop = submit(replica, ALICE,
                Change.put(object(3)).value("four").onlyIf(new Condition.AtOwn(waiting.commit().number())));
        world.settle();
        assertThat(waiting.answer()).as("the server is there").isNotDone();
        client.reachable = false;
        client.cut();
        world.settle();

        for (Submission each : List.of(waiting, onTop)) {
            assertThat(told(each.answer())).isInstanceOf(ChainReadOnlyException.class);
        }
        assertThat(read(replica, object(3))).isEqualTo("-");
        assertThat(sent.answer()).as("nobody knows").isNotDone();
        assertThat(read(replica, object(2))).isEqualTo("two");
        assertAway(replica);

        client.meddling = messages -> messages;
        client.reachable = true;
        world.pass(60_000);
        assertThat(sent.answer()).isCompletedWithValue(2L);
        assertThat(replica.sequence()).isEqualTo(2);
    }

    @Test
    void whoeverNeedsTheServerIsToldAtOnce() throws InterruptedException {
        RemoteReplica replica = opened(cutOff());

        assertThatExceptionOfType(ChainUnavailableException.class).isThrownBy(() -> replica.demandServer("no"))
                .withMessageContainingAll("no", "no route to host");
        SyncInquiry sync = new SyncInquiry();
        replica.ask(sync);
        LockClaim lock = replica
                .lock(new LockWish(object(1), List.of(ALICE), Duration.ofSeconds(10), Duration.ofSeconds(10)));
        List<String> refused = new ArrayList<>();
        replica.services().call(ALICE, Slice.of(new byte[0]), 0, 1, soon(), new PlacedCall.Caller() {
            @Override
            public void replied(long after, Slice said) {
                refused.add("a reply");
            }

            @Override
            public void refused(Reason reason, String text) {
                refused.add(text);
            }

            @Override
            public void ended(RuntimeException cause) {
                refused.add("the end");
            }
        });
        world.settle();
        assertThat(told(sync.answer())).isInstanceOf(ChainUnavailableException.class);
        assertThat(told(lock.grant())).isInstanceOf(ChainUnavailableException.class);
        assertThat(refused).singleElement().asString().contains("is away");
    }

    @Test
    void valuesThatAreNotHereAreMissedAtOnceAndFetchedWhenTheServerIsBack() throws InterruptedException {
        MemoryRedoLog bare = world.log();
        World.Client earlier = world.client(0);
        earlier.open(World.pinned(genesis, ALICE), bare);
        earlier.connection.close();
        world.settle();
        World.Client client = world.client(0);
        client.reachable = false;
        RemoteReplica replica = client.open(reading(), bare);

        assertThatExceptionOfType(ChainUnavailableException.class).isThrownBy(() -> read(replica, object(1)))
                .withMessageContainingAll("sequence 1 is kept at the server alone", "no route to host");
    }

    @Test
    void aServerThatProvesToBeAnotherOneEndsWhatIsReadWithoutIt() {
        World.Client client = cutOff();
        RemoteReplica replica = opened(client);
        client.reachable = true;
        client.failure = HandshakeFailure.IDENTITY;
        world.pass(60_000);
        assertThatThrownBy(replica::sequence).isInstanceOf(UntrustedServerException.class);
    }

    @ParameterizedTest
    @EnumSource(value = HandshakeFailure.class, names = {"IDENTITY"}, mode = EnumSource.Mode.EXCLUDE)
    void whatIsReadWithoutTheServerOutlivesWhatAnybodyCanSayInItsPlace(HandshakeFailure failure)
            throws InterruptedException {
        World.Client client = cutOff();
        RemoteReplica replica = opened(client);
        client.reachable = true;
        client.failure = failure;
        world.pass(60_000);
        assertThat(read(replica, object(1))).isEqualTo("one");
        assertAway(replica);
    }

    @ParameterizedTest
    @EnumSource
    void aHandshakeThatFailsIsNoServerThatIsAway(HandshakeFailure failure) {
        World.Client client = world.client();
        client.failure = failure;
        RemoteReplica replica = opening(client).handle((opened, _) -> opened).join();
        if (replica != null) {
            assertThatThrownBy(replica::sequence).isInstanceOf(
                    failure == HandshakeFailure.IDENTITY || failure == HandshakeFailure.IMPOSTOR
                            ? UntrustedServerException.class
                            : ChainUnavailableException.class);
        }
        world.pass(60_000);
        assertThat(client.calls).isEqualTo(1);
    }

    @Test
    void aChainThatIsGoneAtTheServerIsNotReadFromHere() {
        World empty = new World(world.identity);
        empty.adopt(log);
        var opening = empty.client().connection.open(reading(), log, Pins.NONE);
        empty.settle();
        assertThatThrownBy(() -> opening.join().sequence()).isInstanceOf(NoSuchChainException.class);
    }

    @Test
    void whoWasPutOffLineConnectsAgainAndStoresOnceWhatWasUnderWay() throws InterruptedException {
        World.Client client = world.client();
        RemoteReplica replica = client.open(World.pinned(genesis, ALICE, BOB), log);
        client.meddling = messages -> messages.stream()
                .filter(each -> !(each instanceof Committed || each instanceof Events))
                .toList();
        Submission unanswered = submit(replica, ALICE, Change.store(object(2), "two"));
        world.settle();
        client.connection.offline();
        client.connection.offline();
        client.meddling = messages -> messages;
        Submission waiting = submit(replica, BOB, Change.store(object(3), "three"));
        int calls = client.calls;
        world.pass(600_000);
        assertThat(client.calls).isEqualTo(calls);
        assertThat(unanswered.answer()).isNotDone();
        assertThat(waiting.answer()).isNotDone();

        client.connection.online();
        client.connection.online();
        world.settle();
        assertThat(unanswered.answer()).isCompletedWithValue(2L);
        assertThat(waiting.answer()).isCompletedWithValue(3L);
        assertThat(client.calls).isEqualTo(calls + 1);
    }

    @Test
    void questionsToTheServerWaitWhileNoConnectionIsWanted() {
        World.Client client = world.client();
        client.connection.offline();
        var answer = client.connection
                .request((request, _) -> new StatusRequest(request));
        world.pass(60_000);
        assertThat(answer).isNotDone();
        assertThat(client.calls).isZero();
        client.connection.online();
        world.settle();
        assertThat(answer).isCompleted();
    }

    @Test
    void whatIsAskedUnderAKeyIsNotAskedOnAConnectionThatDoesNotKnowTheKey() {
        World.Client client = world.client();
        OneConnection on = new OneConnection();
        var proof = client.connection.prove(on, ALICE);
        world.settle();
        assertThat(proof).isCompletedWithValueMatching(Proved.class::isInstance);
        client.connection.offline();
        world.settle();
        client.connection.online();

        var answer = client.connection.request(on, (request, _) -> new ListChains(request));
        var another = client.connection.request((request, _) -> new ListChains(request));
        world.settle();
        assertThat(told(answer)).isInstanceOf(ChainUnavailableException.class)
                .hasMessageContaining("another one by now");
        assertThat(another).isCompletedWithValueMatching(ChainList.class::isInstance);
    }

    @Test
    void whatComesOnceTheClientIsOfflineIsTakenOnlyWhenItIsOnLineAgain() throws InterruptedException {
        World.Client client = world.client();
        RemoteReplica replica = opened(client);
        RemoteReplica rival = world.client().open(World.wish(genesis, ALICE, BOB), world.log());
        client.meddling = messages -> {
            client.connection.offline(); // the connection is there for a moment still
            return messages;
        };
        submit(rival, BOB, Change.store(object(2), "two"));
        world.settle();
        assertThat(client.connection.isOffline()).isTrue();
        assertThat(read(replica, object(2))).isEqualTo("-");

        client.meddling = messages -> messages;
        client.connection.online();
        world.settle();
        assertThat(read(replica, object(2))).isEqualTo("two");
    }
}
