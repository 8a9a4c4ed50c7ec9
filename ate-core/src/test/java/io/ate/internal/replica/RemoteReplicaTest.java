package io.ate.internal.replica;

import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.ate.internal.replica.Writes.children;
import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.read;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThat;

final class RemoteReplicaTest {
    private static final HeldKeys ALICE = Keys.of("alice");

    private static SignedGenesis genesis(boolean distributed) {
        Founding founding = Founding.ownedBy(ALICE);
        return (distributed ? founding : founding.centralized()).genesis();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatOneClientWritesAnotherOneReads(boolean distributed) throws InterruptedException {
        World world = new World();
        RemoteReplica first = world.client().open(World.wish(genesis(distributed), ALICE));
        RemoteReplica second = world.client().open(World.pinned(genesis(distributed), ALICE));

        Submission written = submit(first, ALICE, Change.store(object(1), "one"), Change.put(object(2))
                .under(object(1))
                .value("two"));
        assertThat(read(first, object(1))).isEqualTo("one");
        assertThat(written.answer()).isNotDone();
        world.settle();

        assertThat(written.answer()).isCompletedWithValue(1L);
        assertThat(read(first, object(1))).isEqualTo("one");
        assertThat(read(second, object(1))).isEqualTo("one");
        try (Standpoint now = second.standpoint()) {
            assertThat(children(now, PrimaryKey.ZERO, "")).containsExactly("one");
            assertThat(children(now, object(1), "notes")).containsExactly("two");
        }
        assertThat(second.sequence()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoClosesWaitsUntilTheServerHasHeardItButNotForLong(boolean heard) {
        World world = new World();
        World.Client client = world.client();
        client.open(World.wish(genesis(true), ALICE));
        client.heard = heard;
        client.connection.close();
        world.settle();
        assertThat(client.connection.end().isDone()).isEqualTo(heard);
        world.pass(2_000);
        assertThat(client.connection.end()).isCompleted();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoAsksHowFarTheChainHasGotIsToldThatItWasClosed(boolean distributed) {
        World world = new World();
        World.Client client = world.client();
        RemoteReplica replica = client.open(World.wish(genesis(distributed), ALICE));
        client.reachable = false;
        client.cut();
        SyncInquiry waiting = new SyncInquiry();
        replica.ask(waiting);
        world.settle();
        assertThat(waiting.answer()).isNotDone();

        client.connection.close();
        world.settle();

        assertThat(waiting.answer()).isCompletedExceptionally();
        SyncInquiry late = new SyncInquiry();
        replica.ask(late);
        assertThat(late.answer()).isCompletedExceptionally();
    }
}
