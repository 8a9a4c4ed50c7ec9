package io.ate.internal.replica;

import io.ate.UntrustedServerException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.SignedHead;
import io.ate.internal.protocol.Events;
import io.ate.internal.testing.Author;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A stream of ranges from which something is missing, or in which something is where it does not belong. */
final class StreamAssemblerTest {
    private static final HeldKeys ALICE = Keys.of("alice");

    private final World world = new World();
    private final SignedGenesis genesis = Founding.ownedBy(ALICE).openToEveryone().genesis();
    private final LyingServer server = new LyingServer(world, genesis);
    private final StreamAssembler assembler = new StreamAssembler(0, 0, null, Bounds.PAYLOAD, _ -> null);
    /** A commit of two events, at 1 and 2, and one of one event, at 3: record, event, event, record, event. */
    private final List<Events.Item> items;

    StreamAssemblerTest() {
        Author alice = new Author(genesis, ALICE, 1);
        server.tell(alice.commit(Change.store(object(1), "one"), Change.store(object(2), "two")), 0);
        server.tell(alice.commit(Change.store(object(3), "three")), 1);
        items = server.items();
    }

    private List<Arrival> add(long from, long to, List<Events.Item> some) {
        return assembler.add(new Events(1, from, to, some));
    }

    private void assertCaught(long from, long to, List<Events.Item> some, String why) {
        assertThatThrownBy(() -> add(from, to, some)).isInstanceOf(UntrustedServerException.class)
                .hasMessageContaining(why);
    }

    private Events.Item head(long size) {
        assertThat(server.root().size()).isEqualTo(size);
        return new Events.HeadItem(server.head(server.root()));
    }

    @Test
    void commitsAreWholeWhereverTheRangesEnd() {
        assertThat(add(0, 1, items.subList(0, 2))).isEmpty();
        assertThat(add(1, 3, items.subList(2, 5))).hasSize(2);
        assertThat(add(3, 3, List.of(head(3)))).hasSize(1);
        assembler.demandWhole(3);
    }

    @Test
    void aRangeThatGoesOnElsewhereIsNoticed() {
        assertCaught(1, 3, items, "goes on after sequence 1");
    }

    @Test
    void aRangeThatEndsElsewhereIsNoticed() {
        assertCaught(0, 4, items, "ends at sequence 4, but its events end at 3");
    }

    @Test
    void anEndThatIsNotWhereTheEventsEndIsNoticed() {
        add(0, 3, items);
        assertThatThrownBy(() -> assembler.demandWhole(4)).isInstanceOf(UntrustedServerException.class);
        assertThatThrownBy(() -> assembler.demandWhole(2)).isInstanceOf(UntrustedServerException.class);
    }

    @Test
    void anEndInsideACommitIsNoticed() {
        add(0, 1, items.subList(0, 2));
        assertThatThrownBy(() -> assembler.demandWhole(1)).isInstanceOf(UntrustedServerException.class);
    }

    @Test
    void aCommitThatSaysThatItBeginsElsewhereIsNoticed() throws MalformedException {
        CommitRecord second = CommitRecord.decode(((Events.RecordItem) items.get(3)).commitRecord());
        CommitRecord elsewhere = new CommitRecord(4, second.time(), second.previous(), second.statement(),
                second.statementBytes(), second.signatures());
        List<Events.Item> changed = new ArrayList<>(items);
        changed.set(3, new Events.RecordItem(elsewhere.encode()));
        assertCaught(0, 3, changed, "begins at sequence 4 where 3 is the next one");
    }

    @Test
    void aCommitInsideAnotherIsNoticed() {
        assertCaught(0, 2, List.of(items.get(0), items.get(1), items.get(3), items.get(4)), "unfinished");
    }

    @Test
    void aCommitThatIsLongerThanAnyMayBeIsNoticedBeforeAllOfItIsKept() {
        int half = Bounds.COMMIT / 2 + 1;
        Events.Item oneHalf = new Events.EventItem(Slice.of(new byte[half]));
        assertThat(add(0, 1, List.of(items.getFirst(), oneHalf))).isEmpty();
        assertCaught(1, 2, List.of(oneHalf), "longer than any may be");
    }

    @Test
    void whatTheServerNeedsCreditForIsCounted() {
        long bytes = 0;
        for (Events.Item each : items) {
            bytes += switch (each) {
                case Events.RecordItem(Slice record) -> record.length();
                case Events.EventItem(Slice event) -> event.length();
                default -> throw new AssertionError(each);
            };
        }
        add(0, 3, items);
        assertThat(assembler.received()).isEqualTo(bytes);
    }

    @Test
    void anEventWithoutItsCommitIsNoticed() {
        assertCaught(0, 1, List.of(items.get(1)), "without its commit");
    }

    @Test
    void whatIsNoRecordIsNoticed() {
        assertCaught(0, 1, List.of(new Events.RecordItem(Slice.of(new byte[90])), items.get(1)), "malformed");
    }

    @Test
    void aHeadThatIsNotInItsPlaceIsNoticed() {
        SignedHead head = server.head(server.root());
        assertCaught(0, 2, List.of(items.get(0), items.get(1), items.get(2), new Events.HeadItem(head)),
                "tree head of size 3 after sequence 2");
    }

    @Test
    void aHeadInsideACommitIsNoticed() {
        assertCaught(0, 1, List.of(items.get(0), items.get(1), new Events.HeadItem(server.head(server.root()))),
                "unfinished");
    }

    @Test
    void aCommitThatIsCalledTheClientsOwnAndIsNotIsNoticed() {
        assertCaught(0, 1, List.of(new Events.Own(7, 1, 0, 0)), "which it is not");
    }

    @Test
    void anOwnCommitThatIsPutElsewhereIsNoticed() throws InterruptedException {
        World.Client client = world.client();
        RemoteReplica replica = client.open(World.wish(genesis, ALICE));
        client.meddling = messages -> messages.stream()
                .map(each -> each instanceof Events events
                        ? new Events(events.channel(), events.from(), events.to(),
                                events.items().stream().map(StreamAssemblerTest::elsewhere).toList())
                        : each)
                .toList();
        Writes.submit(replica, ALICE, Change.store(object(4), "own"));
        world.settle();
        assertThatThrownBy(replica::sequence).isInstanceOf(UntrustedServerException.class)
                .hasMessageContaining("which it is not");
    }

    private static Events.Item elsewhere(Events.Item item) {
        return item instanceof Events.Own(int request, long first, long time, long previous)
                ? new Events.Own(request, first + 1, time, previous)
                : item;
    }
}
