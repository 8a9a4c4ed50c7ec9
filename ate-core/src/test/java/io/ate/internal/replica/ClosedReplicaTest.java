package io.ate.internal.replica;

import io.ate.UntrustedServerException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What those are told who wait for a replica that has ended, or come too late: the first thing that ended it. What
 * comes for a chain that is being closed does not fit it any more, which says nothing against the server.
 */
final class ClosedReplicaTest {
    private static final HeldKeys ALICE = Keys.of("alice");

    private final World world = new World();
    private final SignedGenesis genesis = Founding.ownedBy(ALICE).openToEveryone().genesis();
    private final RemoteReplica replica = world.client().open(World.wish(genesis, ALICE));

    @BeforeEach
    void aChainOfOneEvent() throws InterruptedException {
        submit(replica, ALICE, Change.store(object(1), "one"));
        world.settle();
    }

    @Test
    void whatDoesNotFitAfterItWasClosedIsNotHeldAgainstTheServer() throws InterruptedException {
        Event event = replica.event(1, Deadline.in(Duration.ZERO));
        replica.close();
        replica.finish(new UntrustedServerException("what came then fits nothing"));

        assertThatIllegalStateException().isThrownBy(replica::sequence).withMessageContaining("is closed");
        assertThatIllegalStateException()
                .isThrownBy(() -> replica.spared().fetch(1, event, Deadline.in(Duration.ofSeconds(1))))
                .withMessageContaining("is closed");
    }

    @Test
    void whatWasFoundAgainstTheServerIsToldAlsoAfterItIsClosed() throws InterruptedException {
        Event event = replica.event(1, Deadline.in(Duration.ZERO));
        replica.finish(new UntrustedServerException("it lies"));
        replica.close();

        assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(replica::sequence);
        assertThatExceptionOfType(UntrustedServerException.class)
                .isThrownBy(() -> replica.spared().fetch(1, event, Deadline.in(Duration.ofSeconds(1))));
    }
}
