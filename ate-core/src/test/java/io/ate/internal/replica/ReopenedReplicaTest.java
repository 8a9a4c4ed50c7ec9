package io.ate.internal.replica;

import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A replica that is closed and opened anew with the same log, which others share, so that it stays open: what came last
 * may not have been written yet. Who would read the log before would find half of it, and blame the server.
 */
final class ReopenedReplicaTest {
    private static final HeldKeys ALICE = Keys.of("alice");

    private final World world = new World();
    private final SignedGenesis genesis = Founding.ownedBy(ALICE).openToEveryone().genesis();
    private final MemoryRedoLog disk = world.log();
    private final World.Client client = world.client();
    private final AtomicInteger ended = new AtomicInteger();
    private RemoteReplica writer = world.client().open(World.wish(genesis, ALICE));

    @BeforeEach
    void aChainOfTwoEvents() throws InterruptedException {
        submit(writer, ALICE, Change.store(object(1), "one"));
        submit(writer, ALICE, Change.store(object(2), "two"));
        world.settle();
    }

    private CompletableFuture<RemoteReplica> open() {
        return client.connection.open(World.pinned(genesis, ALICE), disk, Pins.NONE, ended::incrementAndGet);
    }

    @Test
    void theLogIsInUseUntilItHasAllThatCame() throws InterruptedException {
        CompletableFuture<RemoteReplica> opening = open();
        world.pass(1_000);
        RemoteReplica replica = opening.join();
        submit(writer, ALICE, Change.store(object(3), "three"));
        world.settleBut(disk);
        assertThat(replica.sequence()).isEqualTo(3);
        assertThat(disk.end(replica.chain.number())).isEqualTo(2);

        replica.close();
        world.passBut(disk, 60_000);
        assertThat(ended).hasValue(0);

        disk.sync();
        world.settle();
        assertThat(ended).hasValue(1);
        CompletableFuture<RemoteReplica> again = open();
        world.pass(1_000);
        assertThat(again.join().sequence()).isEqualTo(3);
    }

    @Test
    void theLogIsInUseUntilItHasTheBeginningOfAChainThatIsGivenUp() {
        CompletableFuture<RemoteReplica> opening = open();
        world.settleBut(disk);
        assertThat(opening).isNotDone();

        opening.cancel(false);
        world.passBut(disk, 60_000);
        assertThat(ended).hasValue(0);

        world.settle();
        assertThat(ended).hasValue(1);
        CompletableFuture<RemoteReplica> again = open();
        world.pass(1_000);
        assertThat(again.join().sequence()).isEqualTo(2);
    }

    @Test
    void whatIsClosedWithAllWrittenIsNotInUseAnyMore() {
        CompletableFuture<RemoteReplica> opening = open();
        world.pass(1_000);
        opening.join().close();
        world.settleBut(disk);
        assertThat(ended).hasValue(1);
    }
}
