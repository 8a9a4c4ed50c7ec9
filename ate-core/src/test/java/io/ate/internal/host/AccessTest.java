package io.ate.internal.host;

import io.ate.ChainId;
import io.ate.Reason;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.ProofAnswer;
import io.ate.internal.protocol.ProofKind;
import io.ate.internal.protocol.ProofRequest;
import io.ate.internal.protocol.Prove;
import io.ate.internal.protocol.Proved;
import io.ate.internal.protocol.Unprove;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** To whom a chain's history is sent. */
class AccessTest extends AlicesChainTest {
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
    void aProofThatIsTakenBackWhileItIsLookedAtAdmitsNobody(long seed) {
        TestServer racing = new TestServer(seed);
        var _ = racing.creator(genesis);
        TestClient reader = racing.opener(1, genesis);
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
        TestClient carol = carolWhoMayRead(NOTE);
        assertThat(carol.stream(1).position()).isEqualTo(3);
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
        assertThat(client.refusal(request)).contains(Reason.NO_SUCH_CHAIN);
        assertThat(client.received(ProofAnswer.class)).isEmpty();
    }
}
