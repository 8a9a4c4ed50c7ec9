package io.ate.server;

import io.ate.AteConfig;
import io.ate.KeyBundle;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.WriteFaults;
import io.ate.internal.protocol.Closed;
import io.ate.internal.protocol.ToClient;
import io.ate.server.internal.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class FailedStoreTest {
    @Test
    void aServerWhoseStoreFailsAnswersNobodyAnyMoreAndSaysSo() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        WriteFaults faults = _ -> {
            if (broken.get()) {
                throw new IOException("no space left on device");
            }
        };
        MemoryRedoLog log = MemoryRedoLog.withFaults(faults, () -> false);
        try (RunningServer server = new RunningServer(ServerConfig.defaults().port(0), AteConfig.defaults(), log,
                HeldKeys.of(KeyBundle.generate()), Optional.empty());
                WireClient client = WireClient.connect(server.address().getPort());
                OneWritersChain chain = new OneWritersChain("test/broken", 1)) {
            chain.openedBy(client);
            broken.set(true);
            client.send(chain.commit(client, 1, 10));

            ToClient answer = client.receive();
            while (!(answer instanceof Closed)) {
                answer = client.receive();
            }
            assertThat(((Closed) answer).text()).contains("store has failed");
            assertThat(server.awaitEnd()).get().asString().contains("no space left on device");
            try (WireClient newcomer = WireClient.connect(server.address().getPort())) {
                assertThat(newcomer.await(Closed.class).text()).contains("store has failed");
            }
            try (RawSocket socket = new RawSocket(server.address().getPort())) {
                assertThat(socket.get("/health/ready").status()).isEqualTo(503);
            }
        }
    }

    @Test
    void aFolderThatIsMovedAwayIsNamedAsTheReason(@TempDir Path place) throws Exception {
        Path folder = place.resolve("data");
        try (AteServer server = AteServer.open(folder, ServerConfig.defaults().port(0));
                WireClient client = WireClient.connect(server.port());
                OneWritersChain chain = new OneWritersChain("test/homeless", 1)) {
            chain.openedBy(client);
            Path elsewhere = Files.move(folder, place.resolve("elsewhere"));
            assertThat(server.awaitEnd()).get()
                    .asString()
                    .contains(folder.resolve("store") + ", is gone", "Put it back")
                    .doesNotContain("mistake");
            Files.move(elsewhere, folder); // or it could not be closed in order
        }
    }
}
