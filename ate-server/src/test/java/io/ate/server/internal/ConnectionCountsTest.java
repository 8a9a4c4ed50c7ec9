package io.ate.server.internal;

import io.ate.internal.host.Network;
import io.ate.server.internal.ConnectionCounts.Entry;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionCountsTest {
    private static final Network ONE = Network.of(InetAddress.ofLiteral("10.0.0.1"));
    private static final Network OTHER = Network.of(InetAddress.ofLiteral("10.0.0.2"));

    @Test
    void oneAddressDoesNotTakeTheRoomOfOthers() {
        ConnectionCounts counts = new ConnectionCounts(10, 2);

        assertThat(counts.enter(ONE)).isEqualTo(Entry.WELCOME);
        assertThat(counts.enter(ONE)).isEqualTo(Entry.WELCOME);
        assertThat(counts.enter(ONE)).isEqualTo(Entry.TOO_MANY);
        assertThat(counts.enter(OTHER)).isEqualTo(Entry.WELCOME);
    }

    @Test
    void whoeverLeavesMakesRoom() {
        ConnectionCounts counts = new ConnectionCounts(1, 1);
        counts.enter(ONE);

        counts.leave(ONE);

        assertThat(counts.open()).isZero();
        assertThat(counts.enter(OTHER)).isEqualTo(Entry.WELCOME);
    }

    @Test
    void aCrowdAtTheDoorIsNotEvenAnswered() {
        ConnectionCounts counts = new ConnectionCounts(1, 1);
        for (int i = 0; i < 65; i++) {
            assertThat(counts.enter(ONE)).isNotEqualTo(Entry.SHUT);
        }

        assertThat(counts.enter(ONE)).isEqualTo(Entry.SHUT);
        assertThat(counts.open()).isEqualTo(65);
    }
}
