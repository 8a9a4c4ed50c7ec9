package io.ate.internal.host;

import io.ate.ChainId;
import io.ate.Reason;
import io.ate.internal.protocol.Drop;
import io.ate.internal.protocol.Dropped;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.Unprove;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Who may drop a chain, and what becomes of those who have it open. */
class DroppingTest extends AlicesChainTest {
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
        TestClient one = owner(racing);
        TestClient two = racing.connect();

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

    @Test
    void whatIsDoneNowAndThenIsDoneToNoChainThatIsBeingDropped() {
        for (int steps = 0; steps < 80; steps++) {
            TestServer racing = new TestServer(steps);
            TestClient one = owner(racing);
            ChainId id = genesis.chainId();
            Author writer = new Author(genesis, ALICE, 3);
            int first = one.commit(1, writer.commit(Change.store(NOTE, "x")));
            racing.settle();
            int second = one.commit(1, writer.commit(Change.put(NOTE).value("y"))); // of which no head is signed yet
            racing.settle();
            assertThat(one.committed(first).isPresent() && one.committed(second).isPresent()).isTrue();
            one.send(new Drop(70, id, ALICE.id(), one.dropping(ALICE, id)));
            racing.run(steps);
            racing.later(60_000); // a head is due
            racing.settle();
            assertThat(one.received(Dropped.class)).as("after %s steps", steps).containsExactly(new Dropped(70));
            assertThat(racing.directory().facts()).as("after %s steps", steps).isEmpty();
        }
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
