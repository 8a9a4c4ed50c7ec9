package io.ate.internal.host;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Fence;
import io.ate.internal.event.WriterId;
import io.ate.internal.lock.LockLimits;
import io.ate.internal.protocol.LockRequest;
import io.ate.internal.protocol.LockResult;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.Sync;
import io.ate.internal.protocol.Synced;
import io.ate.internal.protocol.Unlock;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Rule;
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
        return lock(client, holder, NOTE, patience);
    }

    private int lock(TestClient client, WriterId holder, PrimaryKey object, int patience) {
        int request = client.nextRequest();
        client.send(new LockRequest(1, request, holder, object, LEASE, patience, null));
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

    /** What he was right to ask for he does not get, nor does he keep others from it. */
    @Test
    void whoLosesTheRightWhileHeWaitsIsToldSoWhenItIsHisTurn() {
        alice.commit(1, author.commit(Change.put(NOTE).ruled(Rule.inherited().writtenBy(ALICE, BOB))));
        server.settle();
        var _ = taken(alice, writer(ALICE));
        TestClient bob = another(BOB);
        int bobs = lock(bob, writer(BOB), 50 * LEASE);
        TestClient next = another(ALICE);
        int nexts = lock(next, new WriterId(ALICE.id(), 8, 8), 50 * LEASE);
        assertThat(bob.refusal(bobs)).isEmpty();
        alice.commit(1, author.commit(Change.put(NOTE).ruled(Rule.inherited().writtenBy(ALICE))));
        server.settle();

        unlock(alice, writer(ALICE));

        assertThat(bob.refusal(bobs)).contains(Reason.NO_WRITE_AUTHORITY);
        assertThat(outcome(next, nexts)).isInstanceOf(LockResult.Held.class);
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
    void aLockEndsWithWhatItsObjectHangsBelow() {
        PrimaryKey child = new PrimaryKey(1, 2);
        PrimaryKey grandchild = new PrimaryKey(1, 3);
        alice.commit(1, author.commit(Change.store(child, "child").under(NOTE)));
        alice.commit(1, author.commit(Change.store(grandchild, "grandchild").under(child)));
        server.settle();
        int held = lock(alice, writer(ALICE), grandchild, 0);
        assertThat(outcome(alice, held)).isInstanceOf(LockResult.Held.class);
        TestClient waiting = another(ALICE);
        int request = lock(waiting, new WriterId(ALICE.id(), 8, 8), grandchild, 50 * LEASE);
        assertThat(facts().locksHeld()).isOne();
        assertThat(facts().locksAwaited()).isOne();

        alice.commit(1, author.commit(Change.delete(NOTE)));
        server.settle();

        assertThat(waiting.refusal(request)).contains(Reason.NO_SUCH_OBJECT);
        assertThat(facts().locksHeld()).isZero();
        assertThat(facts().locksAwaited()).isZero();
    }

    @Test
    void aMistakeInTheGivingOfLocksCostsTheLocksAndNothingElse() {
        LockResult.Held held = taken(alice, writer(ALICE));
        TestClient other = another(ALICE);
        alice.commit(1, author.commit(Change.store(new PrimaryKey(1, 2), "another")));
        server.settle();

        server.timer().fail(new IllegalStateException("a mistake"));
        int request = other.nextRequest();
        other.send(new LockRequest(1, request, new WriterId(ALICE.id(), 8, 8), new PrimaryKey(1, 2), 100, 0, null));
        server.settle();
        assertThat(other.refusal(request)).contains(Reason.INTERNAL);
        assertThat(server.failures()).isEmpty();

        assertThat(outcome(alice, keep(alice, writer(ALICE), held))).isEqualTo(new LockResult.Lost());
        LockResult.Held next = taken(other, new WriterId(ALICE.id(), 8, 8));
        assertThat(next.counter()).isGreaterThan(held.counter());
        int commit = alice.commit(1, author.commit(Change.store(new PrimaryKey(1, 3), "and goes on")));
        server.settle();
        assertThat(alice.committed(commit)).isPresent();
    }

    @Test
    void whoHoldsOrAwaitsTooManyIsToldOfWhat() {
        PrimaryKey[] objects = new PrimaryKey[LockLimits.USUAL.ofOrigin()];
        Change[] changes = new Change[objects.length];
        for (int i = 0; i < objects.length; i++) {
            objects[i] = new PrimaryKey(2, i);
            changes[i] = Change.store(objects[i], "n");
        }
        alice.commit(1, author.commit(changes));
        server.settle();
        for (PrimaryKey each : objects) {
            alice.send(new LockRequest(1, alice.nextRequest(), writer(ALICE), each, 100_000, 0, null));
        }
        server.settle();
        assertThat(facts().locksHeld()).isEqualTo(objects.length);
        assertThat(alice.refusal(lock(alice, writer(ALICE), 0))).contains(Reason.LIMIT);
        assertThat(alice.received(Rejected.class).getLast().text()).contains("4096 locks of this chain");
    }

    private HostedFacts facts() {
        return server.directory().facts().getFirst();
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
