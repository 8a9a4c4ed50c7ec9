package io.ate.internal.replica;

import io.ate.UntrustedServerException;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.SignedHead;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.Standing;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.tree.ConsistencyProof;
import io.ate.internal.tree.RootAt;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a server cannot make a client believe when it opens a chain, or opens it again on a new connection. */
final class LyingAtOpeningTest extends LiedToTest {
    LyingAtOpeningTest() {
        super(Founding.ownedBy(ALICE).openToEveryone());
    }

    /** What becomes of the answer by which the server lets a client in. */
    private static UnaryOperator<List<ToClient>> opening(UnaryOperator<Opened> lie) {
        return messages -> messages.stream()
                .map(each -> each instanceof Opened opened && opened.standing() != null ? (ToClient) lie.apply(opened)
                        : each)
                .toList();
    }

    private static Standing standing(Opened opened) {
        return Objects.requireNonNull(opened.standing());
    }

    /** The replica of a client that has committed one object and seen it confirmed. */
    private RemoteReplica inStep(World.Client client) throws InterruptedException {
        RemoteReplica replica = client.open(World.wish(genesis, ALICE));
        submit(replica, ALICE, Change.store(object(1), "one"));
        world.settle();
        return replica;
    }

    @Test
    void anotherChainUnderThePinnedNameIsDetected() {
        world.client().open(World.wish(genesis, ALICE));
        SignedGenesis meant = Founding.ownedBy(ALICE, Keys.of("bob")).openToEveryone().genesis();
        var opened = world.client().connection.open(World.pinned(meant, ALICE), world.log(), Pins.NONE);
        world.pass(1000);
        assertThatThrownBy(opened::join).cause().isInstanceOf(UntrustedServerException.class);
    }

    @Test
    void aHeadByAnotherIdentityIsDetected() {
        World.Client client = world.client();
        client.meddling = opening(opened -> new Opened(opened.channel(), opened.request(), opened.genesis(), 1,
                new Standing(SignedHead.sign(genesis.chainId(), 1, standing(opened).head().root(), 0, MALLORY),
                        standing(opened).proof(), 0, 0, 0, 0, false)));
        assertCaught(client.open(World.wish(genesis, ALICE)), "not signed by the server's identity");
    }

    @Test
    void aHeadOfAnotherChainIsDetected() {
        SignedGenesis other = Founding.ownedBy(ALICE).openToEveryone().named("example.com/other").genesis();
        World.Client client = world.client();
        client.meddling = opening(opened -> new Opened(opened.channel(), opened.request(), opened.genesis(), 1,
                new Standing(SignedHead.sign(other.chainId(), 1, standing(opened).head().root(), 0, identity),
                        standing(opened).proof(), 0, 0, 0, 0, false)));
        assertCaught(client.open(World.wish(genesis, ALICE)), "not signed by the server's identity");
    }

    @Test
    void whoSaysOneEpochAndSignsAnotherIsCaught() {
        World.Client client = world.client();
        client.meddling = opening(opened -> new Opened(opened.channel(), opened.request(), opened.genesis(), 2,
                standing(opened)));
        assertCaught(client.open(World.wish(genesis, ALICE)),
                "says that it is in epoch 2, and signs a head of epoch 1");
    }

    @Test
    void anotherChainUnderTheNameIsDetectedOnReconnection() {
        SignedGenesis other = Founding.ownedBy(ALICE, MALLORY).openToEveryone().genesis();
        assertThat(other.chainId()).isNotEqualTo(genesis.chainId());
        World.Client client = world.client();
        RemoteReplica replica = client.open(World.wish(genesis, ALICE));
        client.meddling = opening(opened -> new Opened(opened.channel(), opened.request(), other, 1,
                standing(opened)));
        client.cut();
        world.pass(6_000);
        assertCaught(replica, "another chain under the name");
    }

    @Test
    void aServerThatForgetsWhatItToldIsDetectedOnReconnection() throws InterruptedException {
        World.Client client = world.client();
        RemoteReplica replica = inStep(client);
        assertThat(replica.sequence()).isEqualTo(1);
        World restored = new World(identity);
        restored.client().open(World.wish(genesis, ALICE));
        World.Client fresh = restored.client();
        // The client keeps its log and meets the same identity, whose store was rolled back to before the commit.
        RemoteReplica rolledBack = fresh.open(World.wish(genesis, ALICE), restored.adopt(replica.log));
        assertCaught(rolledBack, "is not the one that is known here");
    }

    @Test
    void aServerThatGoesOnFromAnotherHistoryIsDetectedOnReconnection() throws InterruptedException {
        World.Client client = world.client();
        RemoteReplica replica = inStep(client);
        RootAt known = replica.verifiedHead().size() == 1 ? replica.verifiedHead() : replica.known();
        assertThat(known.size()).isEqualTo(1);
        Author alice = alice();
        tell(alice.commit(Change.store(object(1), "another one")), 0);
        tell(alice.commit(Change.store(object(2), "and more")), 1);
        client.meddling = opening(opened -> new Opened(opened.channel(), opened.request(), opened.genesis(), 1,
                new Standing(server.head(server.root()), new ConsistencyProof(List.of(known.root())), 1, 0, 0, 0,
                        false)));
        client.cut();
        world.pass(1_000);
        assertCaught(replica, "does not prove");
    }

    @Test
    void aServerThatSignsASmallerHeadThanItSentIsDetectedOnReconnection() throws InterruptedException {
        World.Client client = world.client();
        RemoteReplica replica = inStep(client);
        client.meddling = opening(opened -> new Opened(opened.channel(), opened.request(), opened.genesis(), 1,
                new Standing(server.head(RootAt.EMPTY), ConsistencyProof.EMPTY, opened.standing().from(), 0, 0, 0,
                        false)));
        client.cut();
        world.pass(1_000);
        assertCaught(replica, "does not prove");
    }
}
