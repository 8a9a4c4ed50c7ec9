package io.ate.internal.host;

import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.LoadObjects;
import io.ate.internal.protocol.LoadedObjects;
import io.ate.internal.protocol.Position;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.tree.RootAt;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** One client has few things gathered at a time, and all of them in the end. */
class GatheringsTest {
    private static final HeldKeys ALICE = Keys.of("alice");

    private final Gatherings gatherings = new Gatherings();
    private final List<Integer> begun = new ArrayList<>();

    private void add(int number) {
        gatherings.add(() -> begun.add(number));
    }

    @Test
    void fewAreUnderWayAtATimeAndTheOthersFollowInOrder() {
        for (int i = 1; i <= 5; i++) {
            add(i);
        }
        assertThat(begun).containsExactly(1, 2);
        gatherings.ends();
        assertThat(begun).containsExactly(1, 2, 3);
        gatherings.ends();
        gatherings.ends();
        assertThat(begun).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void whatNobodyWaitsForAnyMoreTakesNobodysTurn() {
        add(1);
        add(2);
        gatherings.add(() -> false);
        gatherings.add(() -> false);
        add(3);
        gatherings.ends();
        assertThat(begun).containsExactly(1, 2, 3);
        gatherings.ends();
        gatherings.ends();
        add(4);
        add(5);
        add(6);
        assertThat(begun).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void whoAsksOnManyChannelsIsAnsweredOnEachThatIsStillOpen() {
        SignedGenesis genesis = Founding.ownedBy(ALICE).centralized().openToEveryone().genesis();
        TestServer server = new TestServer(4);
        server.creator(genesis);
        TestClient client = server.connect();
        for (int channel = 1; channel <= 8; channel++) {
            client.open(channel, genesis, false, new Position.Head(RootAt.EMPTY));
        }
        server.settle();
        for (int channel = 1; channel <= 8; channel++) {
            for (int i = 0; i < 3; i++) {
                client.send(new LoadObjects(channel, client.nextRequest(), 0, List.of(PrimaryKey.ZERO)));
            }
        }
        client.close(8);
        server.settle();
        assertThat(client.received(LoadedObjects.class)).filteredOn(each -> each.channel() < 8).hasSize(21);
    }
}
