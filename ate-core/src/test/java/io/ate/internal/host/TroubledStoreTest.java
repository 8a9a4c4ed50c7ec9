package io.ate.internal.host;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.StoreDamagedException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.ChainSummary;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.WriteFaults;
import io.ate.internal.protocol.ChainList;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Drop;
import io.ate.internal.protocol.Dropped;
import io.ate.internal.protocol.ListChains;
import io.ate.internal.protocol.ProofAnswer;
import io.ate.internal.protocol.ProofKind;
import io.ate.internal.protocol.ProofRequest;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.testing.Rule;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.tree.RootAt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever the log is troubled by, everybody is answered, and nothing is built on what is half done. */
class TroubledStoreTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final HeldKeys BOB = Keys.of("bob");
    private final RuntimeException damage = new StoreDamagedException("a block is damaged");
    private final RuntimeException mistake = new IllegalStateException("a mistake of ours");
    private static final long NO_BOUND = Long.MAX_VALUE;

    private final SignedGenesis genesis = Founding.ownedBy(ALICE).openToEveryone().genesis();
    private final Author author = new Author(genesis, ALICE, 1);
    private final MemoryRedoLog store = MemoryRedoLog.manual(WriteFaults.NONE);
    private final TroubledLog log = new TroubledLog(store);
    private int objects;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    private TestServer server(long seed, long tailBytes, long chainBytes) {
        return new TestServer(seed,
                new Limits(64, 1000, 1 << 24, tailBytes, chainBytes, 500, Long.MAX_VALUE, Long.MAX_VALUE,
                        Long.MAX_VALUE, Long.MAX_VALUE),
                store,
                _ -> log);
    }

    private TestServer server() {
        return server(1, 1 << 20, NO_BOUND);
    }

    private TestClient writer(TestServer server) {
        TestClient writer = server.connect();
        writer.open(1, genesis, true);
        server.settle();
        return writer;
    }

    private int commit(TestClient writer) {
        return writer.commit(1, author.commit(Change.store(new PrimaryKey(1, ++objects), "x".repeat(50))));
    }

    @Test
    void whatFailsWhileCommitsAreJudgedFailsTheWholeStore() {
        TestServer server = server();
        TestClient writer = writer(server);
        log.appending = mistake;
        int request = commit(writer);
        server.settleWhateverFails();
        assertThat(server.failures()).singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageContaining("judged").hasCause(mistake));
        assertThat(writer.committed(request)).isEmpty();
    }

    @Test
    void whatFailsWhileCommitsArePublishedFailsTheWholeStore() {
        TestServer server = server();
        TestClient writer = writer(server);
        int request = commit(writer);
        while (server.scheduler().step()) {
            // it waits for the log alone
        }
        server.later(1000); // so that publishing signs a head
        log.tree = mistake;
        server.settleWhateverFails();
        assertThat(server.failures()).isNotEmpty().allSatisfy(failure -> assertThat(failure).hasCause(mistake));
        assertThat(writer.received(Rejected.class)).as("request %s is durable", request).isEmpty();
    }

    @Test
    void aNoteOfWhomTheRulesNameThatIsNotStoredFailsTheWholeStore() {
        FillingDisk disk = new FillingDisk();
        MemoryRedoLog filling = MemoryRedoLog.manual(disk);
        TestServer server = new TestServer(1, Limits.DEFAULT, filling, whole -> whole);
        TestClient writer = writer(server);
        disk.leaveRoomFor(1); // for the commit, and none for the note
        int request = writer.commit(1, author.commit(Change.publish(BOB.publicKeys()),
                Change.putZero(Rule.ownedBy(ALICE).readBy(ALICE, BOB))));
        server.settleWhateverFails();
        assertThat(writer.committed(request)).as("refused: %s", writer.refusal(request)).isPresent();
        assertThat(server.failures()).singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageContaining("No space left on device"));
    }

    @Test
    void aCommitWhoseHeadCannotBeLookedUpIsRefusedAndFailsNobodyElse() {
        TestServer server = server();
        TestClient writer = writer(server);
        for (int i = 0; i < 3; i++) {
            commit(writer);
            server.settle();
        }
        RootAt unasked = MerkleFrontier.rootOf(writer.stream(1).hashes().subList(0, 2));
        log.tree = damage;
        Author other = new Author(genesis, ALICE, 2);
        int request = writer.commit(1, other.draft(Change.store(new PrimaryKey(9, 9), "x"))
                .knowing(unasked)
                .commit());
        server.settle();
        assertThat(writer.refusal(request)).contains(Reason.DAMAGED);
        log.tree = null;
        int next = commit(writer);
        server.settle();
        assertThat(writer.committed(next)).isPresent();
    }

    @Test
    void aCommitThatCannotBeJudgedForDamageIsRefusedAndFailsNobodyElse() {
        TestServer server = server(1, 1 << 20, NO_BOUND - 1);
        TestClient writer = writer(server);
        int known = commit(writer);
        server.settle();
        log.writers = damage;
        int ofALostWriter = writer.commit(1,
                new Author(genesis, ALICE, 2).commit(Change.store(new PrimaryKey(9, 9), "x")));
        int next = commit(writer);
        server.settle();
        log.writers = null;
        log.sizing = damage;
        int ofAChainOfUnknownSize = commit(writer);
        server.settle();
        assertThat(writer.refusal(ofALostWriter)).contains(Reason.DAMAGED);
        assertThat(writer.refusal(ofAChainOfUnknownSize)).contains(Reason.DAMAGED);
        assertThat(writer.committed(known)).isPresent();
        assertThat(writer.committed(next)).isPresent();
        assertThat(writer.stream(1).position()).isEqualTo(2);
    }

    @Test
    void aChainWhoseNotesAreDamagedIsRefusedAsDamaged() {
        TestServer server = server();
        TestClient writer = writer(server);
        writer.cut();
        server.settle();
        log.noting = damage;
        TestClient client = server.connect();
        int opening = client.open(1, genesis, false);
        server.settle();
        assertThat(client.refusal(opening)).contains(Reason.DAMAGED);
    }

    @Test
    void aTreeThatIsDamagedEndsNoCommits() {
        TestServer server = server();
        TestClient writer = writer(server);
        server.later(1000);
        log.tree = damage;
        int request = commit(writer);
        server.settle();
        server.later(1000);
        server.settle();
        assertThat(writer.committed(request)).isPresent();
        TestClient reader = server.connect();
        int opening = reader.open(2, genesis, false);
        server.settle();
        assertThat(reader.refusal(opening)).contains(Reason.DAMAGED);
        log.tree = mistake;
        int another = reader.open(3, genesis, false);
        server.settle();
        assertThat(reader.refusal(another)).contains(Reason.INTERNAL);
    }

    @Test
    void aProofThatCannotBeMadeIsAnsweredWithTheReason() {
        TestServer server = server();
        TestClient writer = writer(server);
        commit(writer);
        commit(writer);
        server.settle();
        log.tree = damage;
        writer.send(new ProofRequest(1, 900, ProofKind.INCLUSION, 0, 2));
        server.settle();
        log.tree = mistake;
        writer.send(new ProofRequest(1, 901, ProofKind.INCLUSION, 0, 2));
        server.settle();
        assertThat(writer.refusal(900)).contains(Reason.DAMAGED);
        assertThat(writer.refusal(901)).contains(Reason.INTERNAL);
        log.tree = null;
        writer.send(new ProofRequest(1, 902, ProofKind.INCLUSION, 0, 2));
        server.settle();
        assertThat(writer.received(ProofAnswer.class)).singleElement().returns(902, ProofAnswer::request);
    }

    @Test
    void aSubscriptionWhoseHistoryCannotBeReadIsClosedWithTheReason() {
        TestServer server = server(3, 10, NO_BOUND); // next to no tail: history comes from the log
        TestClient writer = writer(server);
        for (int i = 0; i < 20; i++) {
            commit(writer);
        }
        server.settle();
        log.reading = damage;
        TestClient one = server.connect();
        one.open(3, genesis, false);
        server.settle();
        log.reading = mistake;
        TestClient two = server.connect();
        two.open(4, genesis, false);
        server.settle();
        assertThat(one.closed(3)).containsExactly(Reason.DAMAGED);
        assertThat(two.closed(4)).containsExactly(Reason.INTERNAL);
        log.reading = null;
        one.open(5, genesis, false);
        server.settle();
        assertThat(one.stream(5).position()).isEqualTo(20);
    }

    @Test
    void aChainThatCannotBeLoadedOrFoundIsRefusedAsDamagedAndNeverCreatedAnew() {
        TestServer server = server();
        TestClient writer = writer(server);
        commit(writer);
        server.settle();
        writer.cut();
        server.settle();
        TestClient client = server.connect();
        log.reading = damage;
        int unread = client.open(1, genesis, true);
        server.settle();
        log.reading = null;
        log.finding = damage;
        int unfound = client.open(2, genesis, true);
        server.settle();
        assertThat(client.refusal(unread)).contains(Reason.DAMAGED);
        assertThat(client.refusal(unfound)).contains(Reason.DAMAGED);
        log.finding = mistake;
        int unfoundByMistake = client.open(4, genesis, true);
        server.settle();
        log.finding = null;
        log.reading = mistake;
        int unreadByMistake = client.open(5, genesis, true);
        server.settle();
        log.reading = null;
        assertThat(client.refusal(unfoundByMistake)).contains(Reason.INTERNAL);
        assertThat(client.refusal(unreadByMistake)).contains(Reason.INTERNAL);
        assertThat(client.connection().isIdle()).isTrue();
        client.open(3, genesis, false);
        server.settle();
        assertThat(client.stream(3).position()).isEqualTo(1);
        assertThat(store.chains()).hasSize(1);
    }

    @Test
    void aChainThatIsFullRefusesMoreAndSaysThatItIsTheChain() {
        TestServer server = server(1, 1 << 20, 2_000);
        TestClient writer = writer(server);
        List<Integer> requests = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            requests.add(commit(writer));
            server.settle();
        }
        List<Integer> refused = requests.stream().filter(each -> writer.refusal(each).isPresent()).toList();
        assertThat(refused).isNotEmpty()
                .doesNotContain(requests.getFirst())
                .allSatisfy(each -> assertThat(writer.refusal(each)).contains(Reason.CHAIN_FULL));
        assertThat(writer.received(Rejected.class)).allSatisfy(each -> {
            assertThat(each.text()).contains("2000 bytes");
            assertThat(each.retryable()).isFalse();
        });
    }

    @Test
    void aStoreThatIsFullStillKnowsWhatItHas() {
        TestServer server = server();
        TestClient writer = writer(server);
        Commit stored = author.commit(Change.store(new PrimaryKey(1, 1), "x"));
        writer.commit(1, stored);
        server.settle();
        log.nearlyFull = true;
        int again = writer.commit(1, stored);
        int fresh = commit(writer);
        server.settle();
        assertThat(writer.committed(again)).isPresent();
        assertThat(writer.refusal(fresh)).contains(Reason.STORE_FULL);
    }

    @Test
    void aStoreThatIsFullRefusesCommitsAndNewChainsUntilThereIsSpaceAgain() {
        TestServer server = server();
        TestClient writer = writer(server);
        log.nearlyFull = true;
        int refused = writer.commit(1, new Author(genesis, ALICE, 5).commit(Change.store(new PrimaryKey(2, 1), "x")));
        TestClient other = server.connect();
        int creation = other.open(2, Founding.ownedBy(ALICE).named("example.com/other").genesis(), true);
        server.settle();
        assertThat(writer.refusal(refused)).contains(Reason.STORE_FULL);
        assertThat(other.refusal(creation)).contains(Reason.STORE_FULL);
        log.nearlyFull = false;
        int taken = commit(writer);
        server.settle();
        assertThat(writer.committed(taken)).isPresent();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void commitsWaitForRoomInTheLogAndGoOnWhenItComes(long seed) {
        TestServer server = server(seed, 1 << 20, NO_BOUND);
        TestClient writer = writer(server);
        log.holdsBack = seed % 2 == 0;
        for (int i = 0; i < 10; i++) {
            commit(writer);
            server.run((int) seed % 4);
            log.holdsBack |= i == seed % 10;
        }
        server.settle();
        assertThat(log.appendedWithoutRoom).as("seed %s", seed).isFalse();
        log.goOn();
        server.settle();
        assertThat(writer.received(Committed.class)).as("seed %s", seed)
                .extracting(Committed::first)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void ofManyChainsWithNothingWaitingNoneAppendsWithoutRoom(long seed) {
        TestServer server = server(seed, 1 << 20, NO_BOUND);
        List<TestClient> writers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            SignedGenesis own = Founding.ownedBy(ALICE).openToEveryone().named("example.com/" + i).genesis();
            TestClient writer = server.creator(own);
            writers.add(writer);
            log.holdsBack |= i == 9;
            writer.commit(1, new Author(own, ALICE, 1).commit(Change.store(new PrimaryKey(1, 1), "x")));
        }
        server.settle();
        assertThat(writers.getLast().received(Committed.class)).as("seed %s", seed).isEmpty();
        assertThat(log.appendedWithoutRoom).as("seed %s", seed).isFalse();
        log.goOn();
        server.settle();
        assertThat(writers).as("seed %s", seed).allMatch(each -> each.received(Committed.class).size() == 1);
    }

    @Test
    void chainsAreCreatedAndDroppedOnceTheLogHasRoom() {
        TestServer server = server();
        TestClient owner = writer(server);
        log.holdsBack = true;
        TestClient other = server.connect();
        SignedGenesis second = Founding.ownedBy(ALICE).openToEveryone().named("example.com/other").genesis();
        other.open(2, second, true);
        owner.send(new Drop(70, genesis.chainId(), ALICE.id(), owner.dropping(ALICE, genesis.chainId())));
        owner.send(new Drop(71, genesis.chainId(), ALICE.id(), owner.dropping(ALICE, genesis.chainId())));
        server.settle();
        assertThat(log.appendedWithoutRoom).isFalse();
        assertThat(store.chains()).extracting(ChainSummary::name).containsExactly(genesis.record().name());
        log.goOn();
        server.settle();
        assertThat(store.chains()).extracting(ChainSummary::name).containsExactly(second.record().name());
        assertThat(other.stream(2).position()).isZero();
        assertThat(owner.received(Dropped.class)).hasSize(1);
        assertThat(owner.received(Rejected.class)).singleElement().returns(Reason.NO_SUCH_CHAIN, Rejected::reason);
    }

    @Test
    void aChainWhoseCreationFailsLeavesItsNameFree() {
        TestServer server = server();
        TestClient client = server.connect();
        log.appending = mistake;
        int refused = client.open(1, genesis, true);
        server.settle();
        assertThat(client.refusal(refused)).contains(Reason.INTERNAL);
        log.appending = null;
        client.open(1, genesis, true);
        server.settle();
        assertThat(store.chains()).hasSize(1);
        assertThat(commit(client)).isPositive();
        server.settle();
        assertThat(client.received(Committed.class)).hasSize(1);
    }

    @Test
    void aDropThatFailsInTheMiddleFailsTheWholeStore() {
        TestServer server = server();
        TestClient owner = writer(server);
        log.appending = mistake;
        owner.send(new Drop(70, genesis.chainId(), ALICE.id(), owner.dropping(ALICE, genesis.chainId())));
        server.settleWhateverFails();
        assertThat(server.failures()).singleElement().satisfies(failure -> assertThat(failure).hasCause(mistake));
    }

    @Test
    void whoAsksFasterThanItIsAnsweredIsNotReadMeanwhileAndNothingIsLost() {
        TestServer server = server();
        TestClient client = writer(server);
        AtomicBoolean readWithFew = new AtomicBoolean();
        AtomicBoolean readWithMany = new AtomicBoolean(true);
        ask(client, 15);
        client.afterwards(() -> readWithFew.set(client.isReadFrom()));
        ask(client, 1);
        client.afterwards(() -> readWithMany.set(client.isReadFrom()));
        ask(client, 50);
        server.settle();
        assertThat(readWithFew).isTrue();
        assertThat(readWithMany).isFalse();
        assertThat(client.isReadFrom()).isTrue();
        assertThat(client.received(ChainList.class)).hasSize(66).doesNotHaveDuplicates();
    }

    @Test
    void openingsAndDropsCountAmongTheRequestsAtWork() {
        TestServer server = new TestServer(1);
        TestClient client = writer(server);
        AtomicBoolean openings = new AtomicBoolean(true);
        for (int i = 2; i < 18; i++) {
            client.open(i, genesis, false);
        }
        client.afterwards(() -> openings.set(client.isReadFrom()));
        server.settle();
        assertThat(openings).isFalse();
        assertThat(client.isReadFrom()).isTrue();
        AtomicBoolean drops = new AtomicBoolean(true);
        for (int i = 0; i < 16; i++) {
            client.send(new Drop(client.nextRequest(), genesis.chainId(), ALICE.id(),
                    client.proof(ALICE, genesis.chainId())));
        }
        client.afterwards(() -> drops.set(client.isReadFrom()));
        server.settle();
        assertThat(drops).isFalse();
        assertThat(client.isReadFrom()).isTrue();
        assertThat(client.received(Rejected.class)).hasSize(16);
    }

    private static void ask(TestClient client, int times) {
        for (int i = 0; i < times; i++) {
            client.send(new ListChains(client.nextRequest()));
        }
    }

    @Test
    void rangesEndWhereAHeadStandsAlsoIfItStandsBetweenRecentCommits() {
        TestServer server = server();
        TestClient writer = writer(server);
        TestClient late = server.connect();
        late.open(3, genesis, false);
        server.settle();
        late.stall();
        for (int i = 0; i < 3; i++) {
            commit(writer);
        }
        server.settle();
        server.later(1000);
        server.settle();
        int heads = writer.stream(1).heads();
        for (int i = 0; i < 3; i++) {
            commit(writer);
        }
        server.settle();
        assertThat(writer.stream(1).heads()).as("no head stands at the end").isEqualTo(heads);
        late.goOn();
        server.settle();
        assertThat(late.stream(3).position()).isEqualTo(6);
        assertThat(late.stream(3).heads()).as("the head over 3 events came in its place").isPositive();
    }
}
