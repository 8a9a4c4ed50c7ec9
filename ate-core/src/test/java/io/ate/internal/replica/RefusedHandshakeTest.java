package io.ate.internal.replica;

import io.ate.UntrustedServerException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.HandshakeFailure;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What becomes of chains, open and yet to be opened, where whoever answers is not the server, or seems not to be. */
final class RefusedHandshakeTest {
    private static final HeldKeys ALICE = Keys.of("alice");

    private final SignedGenesis genesis = Founding.ownedBy(ALICE).centralized().genesis();
    private final World world = new World();
    private final World.Client client = world.client();
    private final RemoteReplica replica = client.open(World.wish(genesis, ALICE));

    /** Whoever stands between, or takes the port of a server that is away, can say that without proof. */
    @ParameterizedTest
    @EnumSource(value = HandshakeFailure.class, names = {"IDENTITY"}, mode = EnumSource.Mode.EXCLUDE)
    void anOpenChainOutlivesWhatAnybodyCanSayInTheServersPlace(HandshakeFailure failure) throws InterruptedException {
        client.failure = failure;
        client.cut();
        world.pass(60_000);
        Submission waiting = submit(replica, ALICE, Change.store(object(1), "waits"));
        assertThat(client.calls).isBetween(3, 60);
        client.failure = null;
        world.pass(6_000);
        assertThat(waiting.answer()).isCompletedWithValue(1L);
    }

    @Test
    void anOpenChainIsGivenUpForAServerThatProvesToBeAnotherOne() {
        client.failure = HandshakeFailure.IDENTITY;
        client.cut();
        world.pass(60_000);
        assertThatThrownBy(replica::sequence).isInstanceOf(UntrustedServerException.class);
        assertThat(client.calls).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void whoHasJustBegunIsToldAtOnce(HandshakeFailure failure) {
        World.Client beginner = world.client();
        beginner.failure = failure;
        var opening = beginner.connection.open(World.pinned(genesis, ALICE), world.log(), Pins.NONE);
        world.settle();
        assertThat(opening).isCompletedExceptionally();
        world.pass(60_000);
        assertThat(beginner.calls).isEqualTo(1);
    }
}
