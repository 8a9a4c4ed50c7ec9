package io.ate.internal.host;

import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.event.Condition;
import io.ate.internal.event.EphemeralTerms;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.Kind;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Place;
import io.ate.internal.event.Seal;
import io.ate.internal.event.SignedEphemeral;
import io.ate.internal.protocol.Call;
import io.ate.internal.protocol.Called;
import io.ate.internal.protocol.Closed;
import io.ate.internal.protocol.Listen;
import io.ate.internal.protocol.Listening;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.wire.Slice;
import java.util.Collections;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What clients are told of services waits, within bounds, until they take it, whatever they do. */
class ServiceMailTest extends AlicesChainTest {
    /** More than a client is given credit for at first. */
    private static final String LONG = "x".repeat(700_000);

    private SignedEphemeral request(int id) {
        Slice payload = Slice.of(new byte[] {'"', 'x', '"'});
        HeldKeys owner = ALICE;
        Facts facts = new Facts(Kind.EPHEMERAL, new PrimaryKey(5, id), null, "String",
                new Place.Under(NOTE, SignedEphemeral.REQUESTS), null, new Condition.None(), owner.id(), 0, null,
                new PayloadForm(PayloadForm.Format.JSON, 0, null), null);
        Event event = Event.of(facts, facts.encode(), new Seal(payload.length(), Sha256.plain(payload), null),
                Slice.empty(), payload);
        return SignedEphemeral.sign(genesis.chainId(), new EphemeralTerms.Request(5), event, owner, true);
    }

    private static void grow(TestClient client, Author by) {
        for (int i = 0; i < 4; i++) {
            client.commit(1, by.commit(Change.store(new PrimaryKey(1, 20 + i), LONG)));
        }
    }

    /** A client that serves, and was sent all of a chain but the end. */
    private TestClient serving(TestServer at, int capacity) {
        TestClient serving = at.opener(1, genesis);
        serving.prove(1, ALICE, genesis.chainId());
        at.settle();
        serving.send(new Listen(1, serving.nextRequest(), NOTE, capacity));
        at.settle();
        assertThat(serving.received(Listening.class)).hasSize(1);
        return serving;
    }

    private Call call(TestClient by, int id, long after) {
        return new Call(1, by.nextRequest(), after, 600_000, 1_000, request(id).encode());
    }

    private static Call malformed(TestClient by) {
        return new Call(1, by.nextRequest(), Long.MAX_VALUE, 1, 1, Slice.empty());
    }

    @Test
    void whatWaitsForTheChainHoldsUpNothingElse() {
        grow(alice, author);
        server.settle();
        TestClient serving = serving(server, 10);
        alice.send(call(alice, 1, 5));
        server.settle();
        assertThat(serving.received(Called.class)).as("before the chain has come so far").isEmpty();

        serving.send(malformed(serving), new Listen(1, serving.nextRequest(), NOTE, 1));
        server.settle();
        assertThat(serving.refusal(serving.lastRequest() - 1)).contains(Reason.MALFORMED);
        assertThat(serving.received(Listening.class)).hasSize(2);

        serving.credit(1, 10_000_000);
        server.settle();
        assertThat(serving.received(Called.class)).hasSize(1);
        assertThat(server.directory().serviceBytes()).as("two offers, one call on either side").isEqualTo(4 * 256);
    }

    @Test
    void whoIsToldMoreThanItCouldEverHaveAskedForLosesItsChannel() {
        TestClient flooding = serving(server, 10);
        flooding.stall();
        flooding.send(Collections.nCopies(10, malformed(flooding)).toArray(ToServer[]::new));
        server.settle();
        assertThat(flooding.received(Rejected.class)).as("it is not even listened to").isEmpty();
        flooding.goOn();
        server.settle();
        assertThat(flooding.received(Rejected.class)).hasSize(10);

        flooding.send(Collections.nCopies(100_000, malformed(flooding)).toArray(ToServer[]::new));
        server.settle();
        assertThat(flooding.closed(1)).containsExactly(Reason.LIMIT);
        assertThat(server.directory().serviceBytes()).isZero();
    }

    @Test
    void allClientsTogetherHaveOneBoundAndWhoHoldsMostGivesWay() {
        TestServer small = new TestServer(1, TestLimits.ofServiceBytesInAll(15_000));
        TestClient caller = owner(small);
        Author writer = new Author(genesis, ALICE, 1);
        caller.commit(1, writer.commit(Change.store(NOTE, "note")));
        grow(caller, writer);
        small.settle();
        TestClient mute = serving(small, 10);
        for (int id = 1; id <= 4; id++) {
            caller.send(call(caller, id, 5));
            small.settle();
            assertThat(small.directory().serviceBytes()).isLessThanOrEqualTo(15_000);
        }
        assertThat(mute.received(Closed.class)).singleElement()
                .satisfies(closed -> assertThat(closed.text()).contains("more memory"))
                .extracting(Closed::reason)
                .isEqualTo(Reason.LIMIT);
        assertThat(caller.received(Closed.class)).isEmpty();
        assertThat(caller.received(Rejected.class)).extracting(Rejected::reason).contains(Reason.SERVICE_GONE);
        assertThat(small.directory().serviceBytes()).isZero();
    }
}
