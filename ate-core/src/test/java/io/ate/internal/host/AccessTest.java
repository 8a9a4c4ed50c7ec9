package io.ate.internal.host;

import io.ate.ChainId;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.protocol.ChainList;
import io.ate.internal.protocol.Closed;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Drop;
import io.ate.internal.protocol.Dropped;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.KeyProof;
import io.ate.internal.protocol.ListChains;
import io.ate.internal.protocol.Message;
import io.ate.internal.protocol.NamedChain;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.ProofAnswer;
import io.ate.internal.protocol.ProofKind;
import io.ate.internal.protocol.ProofRequest;
import io.ate.internal.protocol.Prove;
import io.ate.internal.protocol.Proved;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ServerStatus;
import io.ate.internal.protocol.StatusRequest;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.Unprove;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Rule;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is sent a chain's history, who may list it, and who may drop it. */
class AccessTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys BOB = Keys.of("bob");
    private static final HeldKeys CAROL = Keys.of("carol");
    private static final PrimaryKey NOTE = new PrimaryKey(1, 1);

    private final SignedGenesis genesis = Founding.ownedBy(ALICE, BOB)
            .ruledBy(Rule.ownedBy(ALICE).readBy(ALICE, BOB))
            .genesis();
    private final Author author = new Author(genesis, ALICE, 1);
    private final FillingDisk disk = new FillingDisk();
    private final TestServer server = new TestServer(1, Limits.DEFAULT, MemoryRedoLog.manual(disk), log -> log);
    private final TestClient alice = server.connect();

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    @BeforeEach
    void aChainOfAlicesWithANote() {
        alice.open(1, genesis, true);
        server.settle();
        alice.prove(1, ALICE, genesis.chainId());
        server.settle();
        alice.commit(1, author.commit(Change.store(NOTE, "secret")));
        server.settle();
        assertThat(alice.stream(1).position()).isEqualTo(1);
    }

    private TestClient opened() {
        TestClient client = server.connect();
        client.open(1, genesis, false);
        server.settle();
        return client;
    }

    @Test
    void beforeAKeyIsProvenOnlyTheGenesisComes() {
        TestClient client = opened();
        client.credit(1, 1000);
        int commit = client.commit(1, new Author(genesis, BOB, 1).commit(Change.store(NOTE, "x")));
        server.settle();
        assertThat(client.opened(1).standing()).isNull();
        assertThat(client.refusal(commit)).contains(Reason.NO_SUCH_CHAIN);
        assertThat(client.received(Events.class)).isEmpty();
        client.prove(1, BOB, genesis.chainId());
        server.settle();
        assertThat(client.received(Proved.class)).hasSize(1);
        assertThat(client.received(Opened.class)).hasSize(2);
        assertThat(client.opened(1).standing()).isNotNull();
        assertThat(client.stream(1).position()).isEqualTo(1);
    }

    @Test
    void aKeyThatNoRuleNamesOpensNothing() {
        TestClient client = opened();
        client.prove(1, CAROL, genesis.chainId());
        server.settle();
        assertThat(client.received(Proved.class)).hasSize(1);
        assertThat(client.received(Opened.class)).hasSize(1);
        assertThat(client.received(Events.class)).isEmpty();
    }

    @Test
    void aProofForAnotherChainConnectionOrKeyIsRefused() {
        TestClient client = opened();
        TestClient other = opened();
        int otherChain = client.prove(1, BOB, ChainId.of(new byte[32]));
        int otherConnection = client.nextRequest();
        Slice bob = Slice.of(BOB.publicKeys().encoded());
        client.send(new Prove(1, otherConnection, bob, other.proof(BOB, genesis.chainId())));
        int otherKey = client.nextRequest();
        client.send(new Prove(1, otherKey, bob, client.proof(CAROL, genesis.chainId())));
        int otherPurpose = client.nextRequest();
        client.send(new Prove(1, otherPurpose, bob, client.dropping(BOB, genesis.chainId())));
        int nowhere = client.prove(9, BOB, genesis.chainId());
        server.settle();
        for (int request : List.of(otherChain, otherConnection, otherKey, otherPurpose)) {
            assertThat(client.refusal(request)).contains(Reason.SIGNATURE_INVALID);
        }
        assertThat(client.refusal(nowhere)).contains(Reason.NO_SUCH_CHAIN);
        assertThat(client.received(Proved.class)).isEmpty();
        assertThat(client.received(Events.class)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingBehindItsRevocationReachesASubscriber(long seed) {
        TestServer racing = new TestServer(seed);
        Random random = new Random(seed);
        TestClient owner = racing.connect();
        TestClient reader = racing.connect();
        owner.open(1, genesis, true);
        racing.settle();
        owner.prove(1, ALICE, genesis.chainId());
        reader.open(1, genesis, false);
        racing.settle();
        reader.prove(1, BOB, genesis.chainId());
        racing.settle();
        Author writer = new Author(genesis, ALICE, 2);
        owner.commit(1, writer.commit(Change.store(NOTE, "before")));
        racing.run(random.nextInt(20));
        owner.commit(1, writer.commit(Change.putZero(Rule.ownedBy(ALICE))));
        for (int i = 0; i < 5; i++) {
            racing.run(random.nextInt(8));
            owner.commit(1, writer.commit(Change.put(NOTE).value("after " + i)));
            reader.credit(1, 1000);
        }
        racing.settle();
        assertThat(owner.stream(1).position()).isEqualTo(7);
        assertThat(reader.closed(1)).as("seed %s", seed).containsExactly(Reason.NO_READ_AUTHORITY);
        assertThat(reader.stream(1).position()).as("seed %s: the revocation itself is the last it sees", seed)
                .isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whoEndsItsOwnRightIsToldSoAfterTheAnswersToAllThatItSent(long seed) {
        TestServer racing = new TestServer(seed);
        Random random = new Random(seed);
        TestClient owner = racing.connect();
        owner.open(1, genesis, true);
        racing.settle();
        owner.prove(1, ALICE, genesis.chainId());
        racing.settle();
        Author writer = new Author(genesis, ALICE, 2);
        List<Integer> requests = new ArrayList<>();
        requests.add(owner.commit(1, writer.commit(Change.putZero(Rule.ownedBy(BOB)))));
        for (int i = 0; i < 3; i++) {
            racing.run(random.nextInt(6));
            owner.credit(1, 1000);
            if (random.nextBoolean()) {
                requests.add(owner.commit(1, writer.commit(Change.store(NOTE, "not hers any more"))));
            }
        }
        racing.settle();

        assertThat(owner.committed(requests.getFirst())).as("seed %s", seed).isPresent();
        assertThat(owner.closed(1)).as("seed %s", seed).containsExactly(Reason.NO_READ_AUTHORITY);
        List<Integer> before = owner.received()
                .stream()
                .takeWhile(each -> !(each instanceof Closed))
                .map(each -> switch (each) {
                    case Committed committed -> committed.request();
                    case Rejected rejected -> rejected.request();
                    default -> 0;
                })
                .toList();
        long answers = owner.received().stream().filter(Committed.class::isInstance).count();
        assertThat(before).as("seed %s", seed).contains(requests.getFirst());
        assertThat(answers).as("seed %s", seed).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aProofThatIsTakenBackWhileItIsLookedAtAdmitsNobody(long seed) {
        TestServer racing = new TestServer(seed);
        TestClient owner = racing.connect();
        owner.open(1, genesis, true);
        racing.settle();
        TestClient reader = racing.connect();
        reader.open(1, genesis, false);
        racing.settle();
        reader.prove(1, BOB, genesis.chainId());
        while (reader.received(Proved.class).isEmpty()) {
            assertThat(racing.step()).isTrue();
        }
        reader.send(new Unprove(1, BOB.id()));
        List<Opened> openedBefore = new ArrayList<>();
        reader.afterwards(() -> openedBefore.addAll(reader.received(Opened.class)));
        racing.settle();
        assertThat(reader.received(Opened.class)).as("seed %s: nothing opens behind it", seed).isEqualTo(openedBefore);
        boolean admitted = openedBefore.size() > 1;
        assertThat(reader.closed(1)).as("seed %s", seed).hasSize(admitted ? 1 : 0);
        if (!admitted) {
            reader.prove(1, BOB, genesis.chainId());
            racing.settle();
            assertThat(reader.received(Opened.class)).as("seed %s: a new proof admits", seed).hasSize(2);
        }
    }

    @Test
    void whoIsGrantedAReadRuleSomewhereMaySubscribe() {
        alice.commit(1, author.commit(Change.publish(CAROL.publicKeys()),
                Change.put(NOTE).ruled(Rule.inherited().readBy(ALICE, CAROL))));
        server.settle();
        TestClient carol = opened();
        carol.prove(1, CAROL, genesis.chainId());
        server.settle();
        assertThat(carol.stream(1).position()).isEqualTo(3);
        alice.commit(1, author.commit(Change.delete(NOTE)));
        server.settle();
        assertThat(carol.closed(1)).containsExactly(Reason.NO_READ_AUTHORITY);
    }

    @Test
    void whoseRuleIsTakenAwaySubscribesNoMore() {
        alice.commit(1, author.commit(Change.publish(CAROL.publicKeys()),
                Change.put(NOTE).ruled(Rule.inherited().readBy(ALICE, CAROL))));
        server.settle();
        TestClient carol = opened();
        carol.prove(1, CAROL, genesis.chainId());
        server.settle();
        alice.commit(1, author.commit(Change.put(NOTE).ruled(Rule.inherited())));
        alice.commit(1, author.commit(Change.put(NOTE).value("for Alice and Bob")));
        server.settle();
        assertThat(carol.closed(1)).containsExactly(Reason.NO_READ_AUTHORITY);
        assertThat(carol.stream(1).position()).isLessThan(5);
    }

    @Test
    void aRuleBelowWhatIsDeletedNamesNobodyAnyMore() {
        PrimaryKey below = new PrimaryKey(1, 2);
        alice.commit(1, author.commit(Change.put(below).under(NOTE).value("page")));
        alice.commit(1, author.commit(Change.publish(CAROL.publicKeys()),
                Change.put(below).ruled(Rule.inherited().readBy(ALICE, CAROL))));
        server.settle();
        TestClient carol = opened();
        carol.prove(1, CAROL, genesis.chainId());
        server.settle();
        assertThat(carol.stream(1).position()).isEqualTo(4);
        alice.commit(1, author.commit(Change.delete(NOTE)));
        server.settle();
        assertThat(carol.closed(1)).containsExactly(Reason.NO_READ_AUTHORITY);
    }

    @Test
    void nothingIsProvenOfAChainToWhoMayNotReadIt() {
        TestClient client = opened();
        int request = client.nextRequest();
        client.send(new ProofRequest(1, request, ProofKind.CONSISTENCY, 0, 1));
        server.settle();
        assertThat(client.refusal(request)).contains(Reason.MALFORMED);
        assertThat(client.received(ProofAnswer.class)).isEmpty();
    }

    @Test
    void listAndStatusShowOnlyWhatMayBeOpened() {
        SignedGenesis open = Founding.ownedBy(CAROL).named("example.com/open").openToEveryone().genesis();
        TestClient carol = server.connect();
        carol.open(1, open, true);
        server.settle();
        TestClient stranger = server.connect();
        stranger.send(new ListChains(1), new StatusRequest(2));
        server.settle();
        assertThat(names(stranger)).containsExactly("example.com/open");
        assertThat(stranger.received(ServerStatus.class).getFirst().uptimeMillis()).isEqualTo(1);
        TestClient bob = server.connect();
        bob.prove(0, BOB, KeyProof.SERVER);
        server.settle();
        bob.send(new ListChains(9));
        server.settle();
        assertThat(names(bob)).containsExactlyInAnyOrder("example.com/open", "example.com/notes");
        TestClient other = server.connect();
        other.prove(0, BOB, genesis.chainId());
        server.settle();
        other.send(new ListChains(9));
        server.settle();
        assertThat(names(other)).as("a proof for a chain is none for the server").containsExactly("example.com/open");
    }

    @Test
    void whoDoesNotTakeAListOfChainsHasNoMoreOfThemMade() {
        TestClient bob = server.connect();
        int wanted = 20;
        for (int i = 0; i < wanted; i++) {
            bob.send(i % 2 == 0 ? new ListChains(i) : new StatusRequest(i));
        }
        while (surveys(bob) == 0) {
            server.step();
        }
        bob.stall();
        server.settle();
        assertThat(surveys(bob)).as("what was begun before the socket was full").isLessThanOrEqualTo(2);
        assertThat(bob.isReadFrom()).as("so many are asked for").isFalse();

        bob.goOn();
        server.settle();
        assertThat(surveys(bob)).isEqualTo(wanted);
        assertThat(bob.isReadFrom()).isTrue();
    }

    private static int surveys(TestClient client) {
        return client.received(ChainList.class).size() + client.received(ServerStatus.class).size();
    }

    private static List<String> names(TestClient client) {
        return client.chains().orElseThrow().chains().stream().map(NamedChain::name).map(n -> n.text()).toList();
    }

    /** The log of a server that ended when the commit was durable, and nothing that came of it. */
    private TestServer restartedAfter(Change... changes) {
        disk.leaveRoomFor(1);
        int request = alice.commit(1, author.commit(changes));
        server.settleWhateverFails();
        assertThat(server.log().end(server.chainNumber(genesis.record().name()))).as("%s", alice.refusal(request))
                .isEqualTo(1 + changes.length);
        assertThat(server.failures()).as("what was noted behind the commit is lost").isNotEmpty();
        disk.leaveRoomFor(Integer.MAX_VALUE);
        server.log().crash();
        return new TestServer(2, Limits.DEFAULT, server.log().reopened(), log -> log);
    }

    private static List<String> listedBy(TestServer on, HeldKeys keys) {
        TestClient client = on.connect();
        client.prove(Message.SERVER, keys, KeyProof.SERVER);
        on.settle();
        client.send(new ListChains(9));
        on.settle();
        return names(client);
    }

    @Test
    void whoIsNamedIsKnownExactlyAlsoAfterACrashBehindTheCommitThatSaysSo() {
        TestServer restarted = restartedAfter(Change.publish(CAROL.publicKeys()),
                Change.putZero(Rule.ownedBy(ALICE).readBy(ALICE, CAROL)));
        assertThat(listedBy(restarted, CAROL)).containsExactly(genesis.record().name().text());
        assertThat(listedBy(restarted, BOB)).isEmpty();

        TestClient again = restarted.connect();
        again.open(1, genesis, false);
        restarted.settle();
        again.close(1);
        restarted.settle();
        long chain = restarted.chainNumber(genesis.record().name());
        assertThat(NamedKeys.notedAt(restarted.log(), chain)).as("noted once it was open")
                .isEqualTo(NamedKeys.changedAt(restarted.log(), chain))
                .isEqualTo(3);
        restarted.log().crash();
        TestServer third = new TestServer(3, Limits.DEFAULT, restarted.log().reopened(), log -> log);
        assertThat(listedBy(third, CAROL)).hasSize(1);
        assertThat(listedBy(third, BOB)).isEmpty();
    }

    @Test
    void whoIsNamedMeanwhileIsKnownAlsoWhenTheChainIsNotInMemoryAnyMore() {
        alice.close(1);
        server.settle();
        assertThat(listedBy(server, BOB)).hasSize(1);
        assertThat(listedBy(server, CAROL)).isEmpty();
        alice.open(2, genesis, false);
        server.settle();
        alice.prove(2, ALICE, genesis.chainId());
        server.settle();
        int request = alice.commit(2, author.commit(Change.publish(CAROL.publicKeys()),
                Change.putZero(Rule.ownedBy(ALICE).readBy(ALICE, CAROL))));
        server.settle();
        assertThat(alice.committed(request)).as("%s", alice.refusal(request)).isPresent();
        alice.close(2);
        server.settle();
        assertThat(server.directory().facts()).as("in memory").isEmpty();
        assertThat(listedBy(server, CAROL)).hasSize(1);
        assertThat(listedBy(server, BOB)).isEmpty();
    }

    @Test
    void onlyAnOwnerDropsAChainAndEverybodyIsTold() {
        TestClient bob = opened();
        bob.prove(1, BOB, genesis.chainId());
        server.settle();
        ChainId id = genesis.chainId();
        bob.send(new Drop(50, id, BOB.id(), bob.dropping(BOB, id)));
        bob.send(new Drop(51, id, ALICE.id(), bob.dropping(BOB, id)));
        bob.send(new Drop(52, id, ALICE.id(), bob.proof(ALICE, id)));
        bob.send(new Drop(53, id, ALICE.id(), alice.dropping(ALICE, id)));
        bob.send(new Drop(54, ChainId.of(new byte[32]), ALICE.id(), bob.dropping(ALICE, id)));
        server.settle();
        for (int request : List.of(50, 51, 52, 53)) {
            assertThat(bob.refusal(request)).contains(Reason.NOT_OWNER);
        }
        assertThat(bob.refusal(54)).contains(Reason.NO_SUCH_CHAIN);
        assertThat(server.log().chains()).hasSize(1);
        alice.send(new Drop(55, id, ALICE.id(), alice.dropping(ALICE, id)));
        server.settle();
        assertThat(alice.received(Dropped.class)).containsExactly(new Dropped(55));
        assertThat(server.log().chains()).isEmpty();
        assertThat(bob.closed(1)).containsExactly(Reason.NO_SUCH_CHAIN);
        assertThat(alice.closed(1)).containsExactly(Reason.NO_SUCH_CHAIN);
        int again = server.connect().open(1, genesis, true);
        server.settle();
        assertThat(again).isPositive();
        assertThat(server.log().chains()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyRequestIsAnsweredWhileAChainIsDropped(long seed) {
        TestServer racing = new TestServer(seed);
        Random random = new Random(seed);
        TestClient one = racing.connect();
        TestClient two = racing.connect();
        one.open(1, genesis, true);
        racing.settle();
        one.prove(1, ALICE, genesis.chainId());
        racing.settle();
        ChainId id = genesis.chainId();
        Author writer = new Author(genesis, ALICE, 3);
        int first = one.commit(1, writer.commit(Change.store(NOTE, "x")));
        racing.run(random.nextInt(8));
        one.send(new Drop(70, id, ALICE.id(), one.dropping(ALICE, id)));
        two.send(new Drop(71, id, ALICE.id(), two.dropping(ALICE, id)));
        racing.run(random.nextInt(8));
        int second = one.commit(1, writer.commit(Change.put(NOTE).value("y")));
        int opening = two.open(4, genesis, false);
        racing.settle();
        assertThat(answers(one, 70) + answers(two, 71)).as("seed %s: both are answered", seed).isEqualTo(2);
        assertThat(one.received(Dropped.class).size() + two.received(Dropped.class).size())
                .as("seed %s: one has dropped it", seed)
                .isEqualTo(1);
        assertThat(one.committed(first)).as("seed %s: sent before", seed).isPresent();
        assertThat(one.committed(second).isPresent() || one.refusal(second).isPresent())
                .as("seed %s: the commit in flight is answered", seed)
                .isTrue();
        assertThat(two.refusal(opening).isPresent() || !two.closed(4).isEmpty())
                .as("seed %s: who opens it meanwhile learns that it is gone: %s", seed, two.received())
                .isTrue();
        assertThat(racing.log().chains()).as("seed %s", seed).isEmpty();
        assertThat(racing.directory().facts()).as("seed %s: nothing stays in memory", seed).isEmpty();
    }

    private static long answers(TestClient client, int request) {
        long dropped = client.received().stream().filter(m -> m instanceof Dropped d && d.request() == request).count();
        return dropped + client.refusal(request).stream().count();
    }

    @Test
    void ofAChainThatIsGoneNothingMoreIsSent() {
        ChainId id = genesis.chainId();
        alice.send(new Drop(55, id, ALICE.id(), alice.dropping(ALICE, id)));
        server.settle();
        int before = alice.received().size();
        int request = alice.commit(1, author.commit(Change.put(NOTE).value("x")));
        alice.send(new Unprove(1, ALICE.id()));
        server.settle();
        List<ToClient> after = alice.received().subList(before, alice.received().size());
        assertThat(after).hasSize(1);
        assertThat(alice.refusal(request)).contains(Reason.NO_SUCH_CHAIN);
    }
}
