package io.ate.internal.host;

import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.Proved;
import io.ate.internal.protocol.Unprove;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Keys;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What one connection may make everybody's threads do again and again is bounded. */
class ConnectionBoundsTest extends AlicesChainTest {
    @Test
    void aClientEndsItsConnectionByClosingTheChannelOfTheServer() {
        TestClient client = opened();
        client.leave();
        server.settle();
        assertThat(client.hasEnded()).isTrue();
    }

    @Test
    void oneChainIsOpenedOnlySoOftenOnOneConnection() {
        TestClient client = server.connect();
        for (int channel = 1; channel <= Channels.OF_ONE_CHAIN; channel++) {
            client.open(channel, genesis, false);
        }
        int early = client.open(100, genesis, false);
        server.settle();
        int late = client.open(101, genesis, false);
        server.settle();
        assertThat(client.received(Opened.class)).hasSize(Channels.OF_ONE_CHAIN);
        assertThat(client.refusal(early)).contains(Reason.LIMIT);
        assertThat(client.refusal(late)).contains(Reason.LIMIT);
        client.close(1);
        int again = client.open(102, genesis, false);
        server.settle();
        assertThat(client.refusal(again)).isEmpty();
    }

    @Test
    void onlySoManyKeysAreProvenOnOneChannel() {
        TestClient client = opened();
        for (int i = 0; i < ProvenKeys.MOST; i++) {
            client.prove(1, keys(i), genesis.chainId());
            server.settle();
        }
        assertThat(client.received(Proved.class)).hasSize(ProvenKeys.MOST);
        int tooMany = client.prove(1, keys(ProvenKeys.MOST), genesis.chainId());
        int known = client.prove(1, keys(0), genesis.chainId());
        server.settle();
        assertThat(client.refusal(tooMany)).contains(Reason.LIMIT);
        assertThat(client.refusal(known)).isEmpty();
        client.send(new Unprove(1, keys(1).id()));
        int again = client.prove(1, keys(ProvenKeys.MOST), genesis.chainId());
        server.settle();
        assertThat(client.refusal(again)).isEmpty();
    }

    private static HeldKeys keys(int number) {
        return Keys.of("holder " + number);
    }

    @Test
    void theLogsThreadSignsNoHeads() {
        TroubledLog log = new TroubledLog(server.log());
        TestServer other = new TestServer(1, Limits.DEFAULT, server.log(), _ -> log);
        TestClient owner = other.opener(1, genesis);
        owner.prove(1, ALICE, genesis.chainId());
        other.settle();
        AtomicBoolean syncing = new AtomicBoolean();
        AtomicInteger reads = new AtomicInteger();
        log.whenRead = () -> reads.addAndGet(syncing.get() ? 1 : 0);
        for (int i = 0; i < 5; i++) {
            other.later(10_000);
            owner.commit(1, author.commit(Change.put(NOTE).value("more " + i)));
            other.runWithoutSyncing();
            syncing.set(true);
            other.log().sync();
            syncing.set(false);
            other.settle();
        }
        assertThat(owner.stream(1).position()).isEqualTo(6);
        assertThat(reads).hasValue(0);
    }
}
