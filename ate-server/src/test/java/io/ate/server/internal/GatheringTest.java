package io.ate.server.internal;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GatheringTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    private static final int MUCH = 10 * Gathering.FREE;

    private final UnfinishedBytes common = new UnfinishedBytes(30L * Gathering.FREE, 20L * Gathering.FREE);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> refusals = new ArrayList<>();
    private final Gathering gathering = gathering();

    private Gathering gathering() {
        channel.freezeTime();
        return new Gathering(common, HERE, Duration.ofSeconds(30), channel, refusals::add);
    }

    private void pass(long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void whatIsLittleIsNobodysBusiness() {
        gathering.keeps(Gathering.FREE);
        pass(1000);
        assertThat(refusals).isEmpty();
        assertThat(common.taken()).isZero();
    }

    @Test
    void aMessageThatGoesOnHasTimeAndGivesItsMemoryBackAtItsEnd() {
        for (int i = 2; i < 12; i++) {
            gathering.keeps((long) i * Gathering.FREE);
            assertThat(common.taken()).isEqualTo((i - 1L) * Gathering.FREE);
            pass(29);
        }
        gathering.keeps(0);
        pass(1000);
        assertThat(refusals).isEmpty();
        assertThat(common.taken()).isZero();
    }

    @Test
    void aFewBytesAreNoProgress() {
        gathering.keeps(MUCH);
        pass(29);
        gathering.keeps(MUCH + 100);
        pass(1);
        assertThat(refusals).singleElement().asString().contains("no progress within 30000 ms");
        assertThat(common.taken()).isZero();
    }

    @Test
    void whileTheServerItselfDoesNotReadNobodyHasToGoOn() {
        gathering.keeps(MUCH);
        channel.config().setAutoRead(false);
        gathering.noteHoldUp();
        pass(20);
        channel.config().setAutoRead(true);
        pass(10);
        assertThat(refusals).isEmpty();
        pass(29);
        assertThat(refusals).isEmpty();
        pass(1);
        assertThat(refusals).hasSize(1);
    }

    @Test
    void whoStaysHeldUpIsNotRefusedHoweverLongThatTakes() {
        channel.config().setAutoRead(false);
        gathering.keeps(MUCH);
        pass(30);
        pass(30);
        pass(30);
        assertThat(refusals).isEmpty();
    }

    @Test
    void whoGetsNoMoreMemoryIsRefusedAndKeepsNone() {
        common.take(InetAddress.ofLiteral("127.0.0.2"), 20L * Gathering.FREE);
        gathering.keeps(MUCH);
        gathering.keeps(2 * MUCH);
        assertThat(refusals).singleElement().asString().contains("all the memory");
        assertThat(common.taken()).isEqualTo(20L * Gathering.FREE);

        Gathering large = gathering();
        large.keeps(22L * Gathering.FREE);
        assertThat(refusals).hasSize(2).last().asString().contains("from your address");
    }
}
