package io.ate.server.internal;

import io.ate.AteException;
import io.ate.server.ServerConfig;
import io.ate.server.ServerLimits;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How connections give way to the files of the store. */
class DescriptorsTest {
    private static final int STORE = 1000;

    private static ServerConfig config(int connections) {
        return ServerConfig.defaults().limits(ServerLimits.defaults().connections(connections, 1000));
    }

    private static ServerLimits fitted(long most, int connections) {
        return new Descriptors(most).fit(config(connections), STORE).limits();
    }

    @Test
    void whereThereIsRoomForAllNothingChanges() {
        ServerConfig config = config(10_000);
        assertThat(new Descriptors(10_000 + STORE + Descriptors.RESERVE).fit(config, STORE)).isSameAs(config);
        assertThat(new Descriptors(Long.MAX_VALUE).fit(config, STORE)).isSameAs(config);
    }

    @Test
    void connectionsTakeNoMoreThanStoreAndReserveLeave() {
        assertThat(fitted(4096, 10_000)).isEqualTo(config(10_000).limits().connections(4096 - STORE - 512, 1000));
        assertThat(fitted(2000, 10_000)).isEqualTo(config(10_000).limits().connections(488, 488));
    }

    @Test
    void whereNotEvenAFewFitTheServerDoesNotStartAndSaysWhatToDo() {
        assertThatExceptionOfType(AteException.class).isThrownBy(() -> fitted(1024, 10_000))
                .withMessageContainingAll("1024 files", "1576", "ulimit -n");
        assertThat(fitted(STORE + 512 + 5, 5)).as("who wants no more").isEqualTo(config(5).limits());
    }

    @Test
    void whatTheSystemSaysIsKnown() {
        assertThat(Descriptors.ofThisProcess().most()).isPositive();
    }
}
