package io.ate.internal.replica;

import io.ate.PrimaryKey;
import io.ate.UntrustedServerException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Replicas that leave payloads at the server. */
final class SparingReplicaTest {
    private static final HeldKeys ALICE = Keys.of("alice");
    private static final int LIMIT = 10;

    private final World world = new World();

    private static SignedGenesis genesis(boolean distributed) {
        Founding founding = Founding.ownedBy(ALICE);
        return (distributed ? founding : founding.centralized()).genesis();
    }

    private static boolean isHere(RemoteReplica replica, PrimaryKey key) {
        try (Standpoint now = replica.standpoint()) {
            return now.header(Objects.requireNonNull(now.live(key))).hasPayload();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsLongerThanItsLimitComesWithoutPayload(boolean distributed) throws InterruptedException {
        RemoteReplica writer = world.client().open(World.wish(genesis(distributed), ALICE));
        submit(writer, ALICE, Change.store(object(1), "short"), Change.store(object(2), "quite a bit longer"));
        world.settle();

        RemoteReplica sparing = world.client(LIMIT).open(World.pinned(genesis(distributed), ALICE));
        submit(writer, ALICE, Change.store(object(3), "longer than that again"));
        world.settle();

        assertThat(sparing.sequence()).isEqualTo(3);
        assertThat(isHere(sparing, object(1))).isTrue();
        assertThat(isHere(sparing, object(2))).isFalse();
        assertThat(isHere(sparing, object(3))).isFalse();
    }

    @Test
    void aPayloadThatIsLeftOutUnaskedIsNoticed() {
        assertThatExceptionOfType(UntrustedServerException.class)
                .isThrownBy(() -> followed(100, SparingReplicaTest::bare))
                .withMessageContaining("is left out");
    }

    @Test
    void aPayloadThatWasNotWantedIsNoticed() {
        Event event = Change.store(object(1), "quite a bit longer").by(ALICE.id());
        assertThatExceptionOfType(UntrustedServerException.class)
                .isThrownBy(() -> followed(LIMIT, _ -> new Events.EventItem(encoded(event))))
                .withMessageContaining("unasked for");
    }

    /** Follows a server that makes something else of events and headers. */
    private void followed(int limit, Function<Slice, Events.Item> lie) throws InterruptedException {
        RemoteReplica writer = world.client().open(World.wish(genesis(false), ALICE));
        World.Client client = world.client(limit);
        RemoteReplica sparing = client.open(World.pinned(genesis(false), ALICE));
        client.meddling = messages -> messages.stream().map(each -> told(each, lie)).toList();
        submit(writer, ALICE, Change.store(object(1), "quite a bit longer"));
        world.settle();
        sparing.sequence();
    }

    private static ToClient told(ToClient message, Function<Slice, Events.Item> lie) {
        return message instanceof Events(int channel, long from, long to, List<Events.Item> items)
                ? new Events(channel, from, to, items.stream().map(item -> switch (item) {
                    case Events.EventItem(Slice bytes) -> lie.apply(bytes);
                    case Events.HeaderItem(Slice bytes) -> lie.apply(bytes);
                    default -> item;
                }).toList())
                : message;
    }

    private static Events.Item bare(Slice whole) {
        try {
            Event event = Event.read(new WireReader(whole));
            WireWriter out = new WireWriter(event.lengthWithoutPayload());
            event.writeWithoutPayload(out);
            return new Events.HeaderItem(out.toSlice());
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private static Slice encoded(Event event) {
        WireWriter out = new WireWriter(event.encodedLength());
        event.write(out);
        return out.toSlice();
    }
}
