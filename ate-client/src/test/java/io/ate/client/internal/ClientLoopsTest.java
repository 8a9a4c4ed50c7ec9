package io.ate.client.internal;

import io.ate.internal.replica.Delays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;

/** Alone, since the loops only end with the last client of the program. */
@Isolated
class ClientLoopsTest {
    @Test
    void whoClosesOnALoopsOwnThreadDoesNotWaitForItself() throws Exception {
        ClientLoops loops = new ClientLoops();
        CountDownLatch closed = new CountDownLatch(1);
        loops.after(0, () -> {
            loops.close();
            closed.countDown();
        });
        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void onceTheLoopsHaveEndedNothingHappensLaterAndNobodyIsSurprised() {
        ClientLoops loops = new ClientLoops();
        AtomicBoolean ran = new AtomicBoolean();
        Delays.Pending before = loops.after(3_600_000, () -> ran.set(true));
        loops.close();
        before.cancel();
        loops.after(0, () -> ran.set(true)).cancel();
        assertThat(ran).isFalse();
    }

    @Test
    void whatWasLetGoOfDoesNotHappen() throws Exception {
        try (ClientLoops loops = new ClientLoops()) {
            AtomicBoolean ran = new AtomicBoolean();
            CountDownLatch later = new CountDownLatch(1);
            loops.after(50, () -> ran.set(true)).cancel();
            for (int i = 0; i < 64; i++) { // on each of the loops, and behind it
                loops.after(100, later::countDown);
            }
            assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(ran).isFalse();
        }
    }
}
