package io.ate.server;

import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.ToServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FairnessTest {
    private static final int FLOOD = 30_000;

    @Test
    void aFloodOfOneDoesNotHoldUpAnother() throws Exception {
        try (AteServer server = AteServer.inMemory();
                WireClient busy = WireClient.connect(server.port());
                WireClient modest = WireClient.connect(server.port());
                OneWritersChain flooded = new OneWritersChain("test/flooded", 1);
                OneWritersChain quiet = new OneWritersChain("test/quiet", 2)) {
            flooded.openedBy(busy);
            quiet.openedBy(modest);
            List<ToServer> commits = new ArrayList<>();
            for (int i = 0; i < FLOOD; i++) {
                commits.add(flooded.commit(busy, 1, 200));
            }
            CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> flood(busy, commits));

            for (int i = 0; i < 20; i++) {
                modest.send(quiet.commit(modest, 1, 200));
                modest.await(Committed.class);
            }

            assertThat(flood).as("the modest one was served while the flood went on").isNotDone();
            flood.get(2, TimeUnit.MINUTES);
        }
    }

    private static void flood(WireClient client, List<ToServer> commits) {
        try {
            Thread sending = Thread.ofVirtual().start(() -> {
                try {
                    client.send(commits.toArray(ToServer[]::new));
                } catch (IOException e) {
                    throw new CompletionException(e);
                }
            });
            for (int i = 0; i < FLOOD; i++) {
                client.await(Committed.class);
            }
            sending.join();
        } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    @Test
    void twoHundredIdleWatchersAreServedAlongside() throws Exception {
        List<WireClient> watchers = new ArrayList<>();
        // The watchers answer no pings until they are asked what they have seen.
        ServerLimits patient = ServerLimits.defaults()
                .times(Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofMinutes(10));
        try (AteServer server = AteServer.inMemory(ServerConfig.defaults().port(0).limits(patient));
                WireClient writer = WireClient.connect(server.port());
                OneWritersChain chain = new OneWritersChain("test/watched", 3)) {
            chain.openedBy(writer);
            for (int i = 0; i < 200; i++) {
                WireClient watcher = WireClient.connect(server.port());
                watchers.add(watcher);
                chain.watchedBy(watcher);
            }

            for (int i = 0; i < 50; i++) {
                writer.send(chain.commit(writer, 1, 100));
                writer.await(Committed.class);
            }

            for (WireClient watcher : watchers) {
                watcher.await(Events.class, events -> events.to() == 50);
            }
        } finally {
            for (WireClient watcher : watchers) {
                watcher.close();
            }
        }
    }
}
