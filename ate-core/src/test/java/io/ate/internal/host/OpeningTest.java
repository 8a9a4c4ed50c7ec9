package io.ate.internal.host;

import io.ate.ChainId;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.Closed;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.Open;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.Position;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.Standing;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.tree.MerkleFrontier;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** How chains are opened, created, and refused. */
class OpeningTest {
    private static final HeldKeys ALICE = Keys.of("alice");

    private final SignedGenesis genesis = Founding.ownedBy(ALICE).openToEveryone().genesis();
    private final TestServer server = new TestServer(1);
    private final TestClient client = server.connect();

    private void created() {
        client.open(1, genesis, true);
        server.settle();
    }

    private void committed(int count) {
        Author author = new Author(genesis, ALICE, 0);
        for (int i = 0; i < count; i++) {
            client.commit(1, author.commit(Change.store(new PrimaryKey(1, i), "x")));
        }
        server.settle();
    }

    @Test
    void aMissingNameIsNoChainAndIsNotCreatedForThat() {
        int request = client.open(1, genesis, false);
        server.settle();
        assertThat(client.refusal(request)).contains(Reason.NO_SUCH_CHAIN);
        assertThat(server.log().chains()).isEmpty();
    }

    @Test
    void aGenesisCreatesTheChain() {
        created();
        assertThat(client.opened(1).genesis().chainId()).isEqualTo(genesis.chainId());
        assertThat(client.opened(1).standing()).isNotNull();
        assertThat(client.stream(1).isLive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void ofTwoCreatorsOfOneNameBothLearnWhoWasQuicker(long seed) {
        TestServer racing = new TestServer(seed);
        SignedGenesis other = Founding.ownedBy(Keys.of("bob")).openToEveryone().genesis();
        TestClient one = racing.connect();
        TestClient two = racing.connect();
        one.open(1, genesis, true);
        two.open(1, other, true);
        racing.settle();
        ChainId id = one.opened(1).genesis().chainId();
        assertThat(two.opened(1).genesis().chainId()).as("seed %s", seed).isEqualTo(id);
        assertThat(id).isIn(genesis.chainId(), other.chainId());
        assertThat(racing.log().chains()).hasSize(1);
    }

    @Test
    void aGenesisThatItsOwnerDidNotSignCreatesNothing() {
        byte[] broken = genesis.signature().toArray();
        broken[9] ^= 1;
        SignedGenesis forged = SignedGenesis.of(genesis.record(), genesis.recordBytes(), Slice.of(broken));
        int request = client.open(1, forged, true);
        server.settle();
        assertThat(client.refusal(request)).contains(Reason.GENESIS_INVALID);
        assertThat(server.log().chains()).isEmpty();
    }

    @Test
    void aGenesisOfAnotherNameCreatesNothing() {
        SignedGenesis other = Founding.ownedBy(ALICE).named("example.com/other").genesis();
        int request = client.nextRequest();
        client.send(new Open(1, request, genesis.record().name(), null, Position.At.START, 0, other));
        server.settle();
        assertThat(client.refusal(request)).contains(Reason.GENESIS_INVALID);
    }

    @Test
    void aPinOfAnotherChainIsRefused() {
        created();
        int request = client.nextRequest();
        client.send(
                new Open(2, request, genesis.record().name(), ChainId.of(new byte[32]), Position.At.START, 0, null));
        server.settle();
        assertThat(client.refusal(request)).contains(Reason.WRONG_CHAIN);
    }

    @Test
    void aChannelIsOpenedOnceAtATime() {
        created();
        int again = client.nextRequest();
        client.send(new Open(1, again, genesis.record().name(), null, Position.At.START, 0, null));
        int zero = client.nextRequest();
        client.send(new Open(0, zero, genesis.record().name(), null, Position.At.START, 0, null));
        server.settle();
        assertThat(client.refusal(again)).contains(Reason.MALFORMED);
        assertThat(client.refusal(zero)).contains(Reason.MALFORMED);
        client.close(1);
        client.open(1, genesis, false);
        server.settle();
        assertThat(client.stream(1).isLive()).isTrue();
    }

    @Test
    void aConnectionOpensOnlySoManyChains() {
        TestServer small = new TestServer(3, TestLimits.ofChannels(2));
        TestClient greedy = small.connect();
        greedy.open(1, genesis, true);
        greedy.open(2, genesis, true);
        int third = greedy.open(3, genesis, true);
        small.settle();
        assertThat(greedy.refusal(third)).contains(Reason.LIMIT);
        assertThat(greedy.received(Opened.class)).hasSize(2);
    }

    @Test
    void whoOpensAtTheHeadIsSentNoHistoryAndNothingThatComes() {
        created();
        committed(3);
        RootAt known = client.stream(1).root();
        TestClient other = server.connect();
        int request = other.nextRequest();
        other.send(new Open(2, request, genesis.record().name(), null, new Position.Head(known), 0, null));
        server.settle();
        committed(4);
        assertThat(other.received(Opened.class)).hasSize(1);
        assertThat(other.received(Events.class)).isEmpty();
    }

    @Test
    void whoOpensAtTheHeadAndKnowsAnotherHistoryIsToldThatItForked() {
        created();
        committed(3);
        for (RootAt wrong : List.of(new RootAt(3, Hash.of(new byte[32])), new RootAt(4, Hash.of(new byte[32])))) {
            TestClient other = server.connect();
            int request = other.nextRequest();
            other.send(new Open(2, request, genesis.record().name(), null, new Position.Head(wrong), 0, null));
            server.settle();
            assertThat(other.refusal(request)).contains(Reason.FORKED);
        }
    }

    @Test
    void whoKnowsAnotherHistoryIsToldThatItForked() {
        created();
        committed(3);
        RootAt right = client.stream(1).root();
        Hash wrong = Hash.of(new byte[32]);
        for (Position.At at : List.of(new Position.At(3, new RootAt(3, wrong)),
                new Position.At(4, new RootAt(4, wrong)),
                new Position.At(0, new RootAt(0, wrong)), new Position.At(2, right))) {
            TestClient other = server.connect();
            int request = other.open(1, genesis, false, at);
            server.settle();
            assertThat(other.refusal(request)).as("%s", at).contains(Reason.FORKED);
            assertThat(other.received()).hasOnlyElementsOfType(Rejected.class);
        }
        TestClient honest = server.connect();
        honest.open(1, genesis, false, new Position.At(3, right));
        server.settle();
        assertThat(honest.stream(1).isLive()).isTrue();
    }

    @Test
    void theProofAtOpeningShowsThatTheHeadExtendsWhatTheClientKnows() {
        created();
        committed(3);
        RootAt known = client.stream(1).root();
        Author author = new Author(genesis, ALICE, 1);
        for (int i = 0; i < 4; i++) {
            client.commit(1, author.commit(Change.store(new PrimaryKey(2, i), "x")));
        }
        server.settle();
        TestClient back = server.connect();
        back.open(1, genesis, false, new Position.At(3, known));
        server.settle();
        Standing standing = Objects.requireNonNull(back.opened(1).standing());
        assertThat(standing.proof().verify(known, standing.head().root())).isTrue();
        assertThat(back.stream(1).hashes()).isEqualTo(client.stream(1).hashes().subList(3, 7));
    }

    @Test
    void aCommitThatNamesAHeadOfAnotherTreeIsRefused() {
        created();
        committed(2);
        Author author = new Author(genesis, ALICE, 1);
        Commit commit = author.draft(Change.store(new PrimaryKey(2, 1), "x"))
                .knowing(new RootAt(2, MerkleFrontier.rootOf(List.of()).root()))
                .commit();
        int request = client.commit(1, commit);
        Commit ahead = author.draft(Change.store(new PrimaryKey(2, 1), "x"))
                .knowing(new RootAt(9, client.stream(1).root().root()))
                .commit();
        int second = client.commit(1, ahead);
        int third = client.commit(1, author.draft(Change.store(new PrimaryKey(2, 1), "x"))
                .knowing(client.stream(1).root())
                .commit());
        server.settle();
        assertThat(client.refusal(request)).contains(Reason.HEAD_UNKNOWN);
        assertThat(client.refusal(second)).contains(Reason.HEAD_UNKNOWN);
        assertThat(client.committed(third)).isPresent();
        assertThat(client.received(Closed.class)).isEmpty();
    }
}
