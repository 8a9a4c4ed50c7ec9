package io.ate.server;

import io.ate.Reason;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Rejected;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What is damaged on a server's disk is the trouble of those who need it. */
class DamagedStoreTest {
    @TempDir
    Path folder = Path.of("set by JUnit");

    private AteServer open() {
        return AteServer.open(folder, ServerConfig.defaults().port(0));
    }

    @Test
    void aDamagedBlockInTheTableOfWritersRefusesTheirCommitsAndEndsNobodyElse() throws Exception {
        try (OneWritersChain damaged = new OneWritersChain("test/damaged", 1);
                OneWritersChain other = new OneWritersChain("test/other", 2)) {
            try (AteServer server = open(); WireClient client = WireClient.connect(server.port())) {
                damaged.openedBy(client);
                client.send(damaged.commit(client, 1, 10));
                client.await(Committed.class);
            }
            open().close(); // into a table
            flipAByteOfTheFirstBlock(tableOf("writers"));
            try (AteServer server = open();
                    WireClient client = WireClient.connect(server.port());
                    WireClient another = WireClient.connect(server.port())) {
                damaged.openedBy(client);
                for (int tries = 0; tries < 2; tries++) {
                    client.send(damaged.commit(client, 1, 10));
                    assertThat(client.await(Rejected.class)).returns(Reason.DAMAGED, Rejected::reason)
                            .satisfies(refused -> assertThat(refused.text()).contains("checksum"));
                }
                other.openedBy(another);
                another.send(other.commit(another, 1, 10));
                assertThat(another.await(Committed.class).first()).isEqualTo(1);
            }
        }
    }

    private Path tableOf(String family) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("store"))) {
            List<Path> tables = files.filter(file -> file.toString().endsWith(".sst")).toList();
            for (Path table : tables) {
                // Its description, at the end of it, names the family.
                if (new String(Files.readAllBytes(table), StandardCharsets.ISO_8859_1).contains(family)) {
                    return table;
                }
            }
            throw new AssertionError("no table of " + family + " among " + tables);
        }
    }

    private static void flipAByteOfTheFirstBlock(Path table) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(table.toFile(), "rw")) {
            int position = 30;
            file.seek(position);
            int before = file.read();
            file.seek(position);
            file.write(before ^ 0x10);
        }
    }
}
