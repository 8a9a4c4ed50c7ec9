package io.ate.internal.host;

import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.ChainList;
import io.ate.internal.protocol.KeyProof;
import io.ate.internal.protocol.ListChains;
import io.ate.internal.protocol.Message;
import io.ate.internal.protocol.NamedChain;
import io.ate.internal.protocol.ServerStatus;
import io.ate.internal.protocol.StatusRequest;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is told that a chain exists. */
class ListingTest extends AlicesChainTest {
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

        TestClient again = restarted.opener(1, genesis);
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
}
