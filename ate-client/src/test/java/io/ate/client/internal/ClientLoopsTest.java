package io.ate.client.internal;

import io.ate.internal.replica.Delays;
import io.ate.internal.replica.Transport;
import io.ate.internal.wire.Slice;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;

/** Alone, since the loops only end with the last client of the program. */
@Isolated
class ClientLoopsTest {
    /** More than there are loops. */
    private static final int TASKS = 64;

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoClosesOnALoopsOwnThreadDoesNotWaitForItself() throws Exception {
        ClientLoops loops = new ClientLoops();
        CountDownLatch closed = new CountDownLatch(1);
        loops.after(0, () -> {
            loops.close();
            closed.countDown();
        });
        assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
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
    void whoConnectsWhenTheLoopsHaveEndedIsToldSo() {
        ClientLoops loops = new ClientLoops();
        WebSocketTransport transport = new WebSocketTransport(new ServerPlace("127.0.0.1", 1), loops, Runnable::run,
                WebSocketTransport.Times.DEFAULT);
        loops.close();
        List<String> told = new ArrayList<>();
        transport.connect(new Transport.Receiver() {
            @Override
            public void connected(Transport.Sink sink) {
                told.add("connected");
            }

            @Override
            public void received(Slice frame) {
                told.add("received");
            }

            @Override
            public void ended(String why) {
                told.add(why);
            }
        });
        assertThat(told).containsExactly("this client is closed");
    }

    @Test
    void whatWasBegunBeforeTheLoopsEndIsTakenToAnEnd() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ClientLoops loops = new ClientLoops();
            CountDownLatch ended = new CountDownLatch(1);
            assertThat(loops.begin(() -> loops.bootstrap(Duration.ofSeconds(5))
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(silent.getLocalSocketAddress())
                    .addListener(_ -> ended.countDown()))).isTrue();
            loops.close();
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatWasLetGoOfDoesNotHappen() throws Exception {
        try (ClientLoops loops = new ClientLoops()) {
            AtomicBoolean ran = new AtomicBoolean();
            CountDownLatch goOn = new CountDownLatch(1);
            CountDownLatch later = new CountDownLatch(TASKS);
            for (int i = 0; i < TASKS; i++) { // so that none of the loops comes to anything before it is let go of
                loops.after(0, () -> await(goOn));
            }
            loops.after(1, () -> ran.set(true)).cancel();
            goOn.countDown();
            for (int i = 0; i < TASKS; i++) { // on each of the loops, and behind it
                loops.after(50, later::countDown);
            }
            assertThat(later.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(ran).isFalse();
        }
    }
}
