package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MerkleFrontierTest {
    private record Node(int level, long index, Hash hash) {}

    @Test
    void itsRootIsThatOfTheRfcAtEverySize() {
        List<Hash> events = Events.hashes(1100);
        RecursiveTree expected = RecursiveTree.ofEvents(events);
        MerkleFrontier frontier = new MerkleFrontier();
        assertThat(frontier.root()).isEqualTo(expected.root(0));
        for (Hash event : events) {
            frontier.append(event);
            assertThat(frontier.root()).isEqualTo(expected.root((int) frontier.size()));
        }
    }

    @Test
    void aFrontierMadeOfPeaksGoesOnAsIfItHadNeverStopped() {
        List<Hash> events = Events.hashes(600);
        MerkleFrontier whole = new MerkleFrontier();
        events.forEach(whole::append);
        MerkleFrontier before = new MerkleFrontier();
        for (int stop = 0; stop < events.size(); stop++) {
            MerkleFrontier after = new MerkleFrontier(before.peaks());
            events.subList(stop, events.size()).forEach(after::append);
            assertThat(after.root()).as("stopped at %d", stop).isEqualTo(whole.root());
            assertThat(after.peaks()).as("stopped at %d", stop).isEqualTo(whole.peaks());
            before.append(events.get(stop));
        }
    }

    @Test
    void whatGoesOnFromPeaksLeavesTheFirstFrontierAlone() {
        MerkleFrontier frontier = new MerkleFrontier();
        List<Hash> events = Events.hashes(8);
        events.subList(0, 7).forEach(frontier::append);
        RootAt root = frontier.root();
        new MerkleFrontier(frontier.peaks()).append(events.get(7));
        assertThat(frontier.root()).isEqualTo(root);
        assertThat(frontier.size()).isEqualTo(7);
    }

    @Test
    void everyNodeOverAtLeast256LeavesIsHandedOverOnceWhenItsLastLeafIsThere() {
        List<Hash> events = Events.hashes(5 * 256 + 255);
        RecursiveTree expected = RecursiveTree.ofEvents(events);
        List<Node> completed = new ArrayList<>();
        MerkleFrontier frontier = new MerkleFrontier();
        for (Hash event : events) {
            frontier.append(event, (level, index, hash) -> {
                assertThat((index + 1) << level).isEqualTo(frontier.size() + 1);
                completed.add(new Node(level, index, hash));
            });
        }
        assertThat(completed).extracting(Node::level).containsExactly(8, 8, 9, 8, 8, 9, 10, 8);
        assertThat(completed).extracting(Node::index).containsExactly(0L, 1L, 0L, 2L, 3L, 1L, 0L, 4L);
        assertThat(completed.get(0).hash()).isEqualTo(expected.root(256).root());
        assertThat(completed.get(2).hash()).isEqualTo(expected.root(512).root());
        assertThat(completed.get(6).hash()).isEqualTo(expected.root(1024).root());
        assertThat(completed.get(7).hash())
                .isEqualTo(RecursiveTree.ofEvents(events.subList(1024, 1280)).root(256).root());
    }

    @Test
    void theRootOverACommitsEventsIsThatOfATreeOfTheirOwn() {
        List<Hash> events = Events.hashes(11);
        assertThat(MerkleFrontier.rootOf(events)).isEqualTo(RecursiveTree.ofEvents(events).root(11));
        assertThat(MerkleFrontier.rootOf(List.of())).isEqualTo(RootAt.EMPTY);
    }

    @Test
    void peaksThatDoNotFitTheirSizeAreRefused() {
        List<Hash> three = Events.hashes(3);
        assertThat(new Peaks(7, three).hashes()).isEqualTo(three);
        assertThatIllegalArgumentException().isThrownBy(() -> new Peaks(5, three)).withMessageContaining("3 peaks");
        assertThatIllegalArgumentException().isThrownBy(() -> new Peaks(15, three));
        assertThatIllegalArgumentException().isThrownBy(() -> new Peaks(Long.MIN_VALUE, three.subList(0, 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new RootAt(-1, three.get(0)));
    }

    @Test
    void peaksAreReadAsTheyWereWrittenAndTornOnesAreMalformed() throws MalformedException {
        Peaks peaks = new Peaks(7, Events.hashes(3));
        WireWriter out = new WireWriter();
        peaks.write(out);
        WireReader in = new WireReader(out.u8(77).toSlice());
        assertThat(Peaks.read(in)).isEqualTo(peaks);
        assertThat(in.remaining()).isEqualTo(1);
        for (int length = 0; length < Long.BYTES + 3 * Hash.BYTES; length++) {
            Slice torn = Slice.of(out.toArray(), 0, length);
            assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> Peaks.read(new WireReader(torn)));
        }
    }
}
