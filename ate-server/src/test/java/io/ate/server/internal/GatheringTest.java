package io.ate.server.internal;

import io.ate.internal.host.MemoryShares;
import io.ate.internal.host.Network;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GatheringTest {
    private static final Network HERE = Network.of(InetAddress.ofLiteral("127.0.0.1"));
    private static final Network ELSEWHERE = Network.of(InetAddress.ofLiteral("127.0.0.2"));
    private static final int MUCH = 10 * Gathering.FREE;

    private final MemoryShares common = new MemoryShares("these", MemoryShares.Loser.WHO_DAWDLES,
            30L * Gathering.FREE, 20L * Gathering.FREE);
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
    void whoHasToGiveWayIsRefusedOnceAndKeepsNothing() {
        gathering.keeps(MUCH);
        Gathering other = gathering();
        other.keeps(2 * MUCH); // 28 shares with those before, of 20 for one address
        assertThat(refusals).singleElement().asString().contains("to one address");
        assertThat(common.taken()).isEqualTo(19L * Gathering.FREE);

        gathering.keeps(2 * MUCH);
        pass(1000);
        assertThat(refusals).as("the other made no progress").hasSize(2);
        assertThat(common.taken()).isZero();
    }

    @Test
    void whatOthersHoldIsSharedOutAnew() {
        List<String> lost = new ArrayList<>();
        common.share(ELSEWHERE, lost::add).keep(20L * Gathering.FREE);
        gathering.keeps(2 * MUCH);
        assertThat(lost).singleElement().asString().contains("all the memory");
        assertThat(refusals).isEmpty();
        assertThat(common.taken()).isEqualTo(19L * Gathering.FREE);
    }
}
