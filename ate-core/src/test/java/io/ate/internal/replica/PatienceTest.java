package io.ate.internal.replica;

import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThat;

/** How long a client waits before it calls a server that is away again, and what it keeps meanwhile. */
final class PatienceTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final long LONG_AWAY = 600_000;
    /** The longest pause while somebody waits, and what proof and answer take. */
    private static final long SOON = 5_100;

    private final SignedGenesis genesis = Founding.ownedBy(ALICE).centralized().genesis();
    private final World world = new World();
    private final World.Client client = world.client();
    private final RemoteReplica replica = client.open(World.wish(genesis, ALICE));

    private void goAway() {
        client.reachable = false;
        client.cut();
        world.pass(LONG_AWAY);
    }

    @Test
    void whoWaitsForAnAnswerIsBackSoonAfterTheServerIs() throws InterruptedException {
        for (int round = 1; round <= 20; round++) {
            client.reachable = false;
            client.cut();
            world.settle();
            Submission waiting = submit(replica, ALICE, Change.store(object(round), "waits"));
            world.pass(LONG_AWAY);
            client.reachable = true;
            world.pass(SOON);
            assertThat(waiting.answer()).as("round %s", round).isCompletedWithValue((long) round);
        }
    }

    @Test
    void whoBeginsToWaitInTheMiddleOfALongPauseDoesNotWaitForItsEnd() throws InterruptedException {
        for (int round = 1; round <= 20; round++) {
            goAway();
            client.reachable = true;
            Submission waiting = submit(replica, ALICE, Change.store(object(round), "in a hurry"));
            world.pass(SOON);
            assertThat(waiting.answer()).as("round %s", round).isCompletedWithValue((long) round);
        }
    }

    @Test
    void whoWaitsForNothingCallsSeldom() {
        client.reachable = false;
        client.cut();
        world.pass(120_000);
        int before = client.calls;
        world.pass(LONG_AWAY);
        assertThat(client.calls - before).isLessThan((int) (LONG_AWAY / 7_500));
    }

    /** Each connection costs both sides a handshake. */
    @Test
    void connectionsThatBreakBeforeAnythingIsDoneAreTriedMoreAndMoreSeldom() {
        client.meddling = messages -> {
            client.cut();
            return List.of();
        };
        client.cut();
        world.pass(LONG_AWAY);
        assertThat(client.calls).isLessThan((int) (LONG_AWAY / 7_500));
        client.meddling = UnaryOperator.identity();
        world.pass(31_000);
        int before = client.calls;
        client.cut();
        world.pass(1_000);
        assertThat(client.calls - before).as("what has held works").isPositive();
    }

    @Test
    void nothingIsLeftToHappenLaterOnceThereIsAConnectionOrNobodyWantsOne() {
        world.pass(LONG_AWAY);
        assertThat(world.steps.pending()).as("connected").isZero();
        goAway();
        assertThat(world.steps.pending()).as("in a pause").isPositive();
        client.connection.close();
        world.settle();
        assertThat(world.steps.pending()).as("closed").isZero();
    }

    @Test
    void anAttemptThatIsGivenUpLeavesNothingBehind() {
        world.pass(LONG_AWAY);
        World.Client slow = world.client();
        slow.answers = false;
        var _ = slow.connection.open(World.pinned(genesis, ALICE), world.log(), Pins.NONE);
        world.settle();
        assertThat(world.steps.pending()).isPositive();
        slow.connection.close();
        world.settle();
        assertThat(world.steps.pending()).isZero();
    }
}
