package io.ate.internal.host;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Fence;
import io.ate.internal.event.WriterId;
import io.ate.internal.protocol.LockRequest;
import io.ate.internal.protocol.LockResult;
import io.ate.internal.protocol.Sync;
import io.ate.internal.protocol.Synced;
import io.ate.internal.protocol.Unlock;
import io.ate.internal.testing.Change;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Locks as strangers may ask for them, message by message. */
class LockingTest extends AlicesChainTest {
    private static final int LEASE = 1_000;

    private static WriterId writer(HeldKeys keys) {
        KeyId key = keys.id();
        return new WriterId(key, 7, key.low());
    }

    private int lock(TestClient client, WriterId holder, int patience) {
        int request = client.nextRequest();
        client.send(new LockRequest(1, request, holder, NOTE, LEASE, patience, null));
        server.settle();
        return request;
    }

    private int keep(TestClient client, WriterId holder, LockResult.Held held) {
        int request = client.nextRequest();
        client.send(new LockRequest(1, request, holder, NOTE, LEASE, 0,
                new Fence(NOTE, held.start(), held.counter())));
        server.settle();
        return request;
    }

    private int unlock(TestClient client, WriterId holder) {
        int request = client.nextRequest();
        client.send(new Unlock(1, request, holder, NOTE));
        server.settle();
        return request;
    }

    private static LockResult.Outcome outcome(TestClient client, int request) {
        return client.received(LockResult.class)
                .stream()
                .filter(each -> each.request() == request)
                .map(LockResult::outcome)
                .findFirst()
                .orElseThrow();
    }

    private LockResult.Held taken(TestClient client, WriterId holder) {
        return (LockResult.Held) outcome(client, lock(client, holder, 0));
    }

    private TestClient another(HeldKeys keys) {
        TestClient client = opened();
        client.prove(1, keys, genesis.chainId());
        server.settle();
        return client;
    }

    @Test
    void aLockIsGivenToWhoHasShownTheHoldersKeyAndMayWrite() {
        TestClient bob = another(BOB);

        assertThat(bob.refusal(lock(bob, writer(ALICE), 0))).contains(Reason.NOT_PROVEN);
        assertThat(bob.refusal(lock(bob, writer(BOB), 0))).contains(Reason.NO_WRITE_AUTHORITY);
        LockResult.Held held = taken(alice, writer(ALICE));

        assertThat(held.start()).isEqualTo(server.log().starts());
        assertThat(held.lease()).isEqualTo(LEASE);
        assertThat(held.sequence()).isOne();
    }

    @Test
    void nobodyUnlocksUnderAnothersName() {
        LockResult.Held held = taken(alice, writer(ALICE));
        TestClient bob = another(BOB);

        assertThat(bob.refusal(unlock(bob, writer(ALICE)))).contains(Reason.NOT_PROVEN);
        assertThat(bob.refusal(keep(bob, writer(ALICE), held))).contains(Reason.NOT_PROVEN);
        assertThat(outcome(bob, unlock(bob, writer(BOB)))).isEqualTo(new LockResult.Released());

        assertThat(outcome(alice, keep(alice, writer(ALICE), held))).isEqualTo(held);
    }

    @Test
    void aBrokenConnectionLeavesTheLockUntilItsLeaseIsOver() {
        LockResult.Held held = taken(alice, writer(ALICE));
        alice.cut();
        server.settle();
        TestClient again = another(ALICE);
        WriterId other = new WriterId(ALICE.id(), 8, 8);

        assertThat(outcome(again, lock(again, other, 0))).isEqualTo(new LockResult.Elsewhere());
        server.later(LEASE / 2);
        assertThat(outcome(again, keep(again, writer(ALICE), held))).as("it is taken up again").isEqualTo(held);
        int waiting = lock(again, other, 5 * LEASE);
        server.later(LEASE - 1);
        server.settle();
        assertThat(again.received(LockResult.class)).noneMatch(each -> each.request() == waiting);
        server.later(1);
        server.settle();
        assertThat(outcome(again, waiting)).isInstanceOf(LockResult.Held.class);
        assertThat(outcome(again, keep(again, writer(ALICE), held))).isEqualTo(new LockResult.Lost());
    }

    @Test
    void whoseConnectionIsGoneWaitsForNothing() {
        taken(alice, writer(ALICE));
        TestClient gone = another(ALICE);
        lock(gone, new WriterId(ALICE.id(), 8, 8), 50 * LEASE);
        gone.cut();
        server.settle();

        unlock(alice, writer(ALICE));
        assertThat(taken(alice, writer(ALICE)).counter()).as("nobody had it in between").isEqualTo(2);
    }

    @Test
    void theNumbersOfAChainThatIsLoadedAgainGoOn() {
        LockResult.Held first = taken(alice, writer(ALICE));
        unlock(alice, writer(ALICE));
        alice.cut();
        server.settle();
        TestClient again = another(ALICE);

        LockResult.Held second = taken(again, writer(ALICE));
        assertThat(second.start()).isEqualTo(first.start());
        assertThat(second.counter()).isGreaterThan(first.counter());
    }

    @Test
    void aLockEndsWithItsObject() {
        LockResult.Held held = taken(alice, writer(ALICE));
        TestClient waiting = another(ALICE);
        int request = lock(waiting, new WriterId(ALICE.id(), 8, 8), 50 * LEASE);

        alice.commit(1, author.commit(Change.delete(NOTE)));
        server.settle();

        assertThat(waiting.refusal(request)).contains(Reason.NO_SUCH_OBJECT);
        assertThat(alice.refusal(keep(alice, writer(ALICE), held))).contains(Reason.NO_SUCH_OBJECT);
        assertThat(alice.refusal(lock(alice, writer(ALICE), 0))).contains(Reason.NO_SUCH_OBJECT);
    }

    @Test
    void howFarTheChainHasGotIsToldToWhoMayReadIt() {
        TestClient stranger = opened();
        int refused = stranger.nextRequest();
        stranger.send(new Sync(1, refused));
        alice.commit(1, author.commit(Change.store(new PrimaryKey(1, 2), "more")));
        server.settle();
        int request = alice.nextRequest();
        alice.send(new Sync(1, request));
        server.settle();

        assertThat(stranger.refusal(refused)).contains(Reason.NO_SUCH_CHAIN);
        assertThat(alice.received(Synced.class)).containsExactly(new Synced(1, request, 2));
    }
}
