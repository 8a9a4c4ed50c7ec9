package io.ate.server;

import io.ate.AteConfig;
import io.ate.Reason;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.Rejected;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What a restored server makes of numbers that it gave, or was given, before, and knows nothing of. */
final class RestoredNumbersTest {
    private static final Backups.Progress QUIET = (_, _, _) -> {
    };

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private AteServer server() {
        return AteServer.open(folder.resolve("data"), AteConfig.defaults(), ServerConfig.defaults().port(0));
    }

    @Test
    void aWritersNumbersGoOnAboveThoseThatWereLostAndNoneOfThoseIsTakenLater() throws IOException {
        try (OneWritersChain chain = new OneWritersChain("test/restored", 12)) {
            CommitMessage kept;
            CommitMessage lost;
            try (AteServer server = server(); WireClient writer = WireClient.connect(server.port())) {
                var _ = chain.openedBy(writer);
                kept = chain.crafted(writer, UnaryOperator.identity(), chain.keys());
                assertThat(first(writer, kept)).isEqualTo(1);
                var _ = Backups.take(folder.resolve("data"), Optional.of(folder.resolve("backups")), 0, QUIET);
                lost = chain.crafted(writer, UnaryOperator.identity(), chain.keys());
                assertThat(first(writer, lost)).isEqualTo(2);
                assertThat(first(writer, chain.crafted(writer, UnaryOperator.identity(), chain.keys()))).isEqualTo(3);
            }
            Backups.Restored restored = Backups.restore(folder.resolve("backups"), 0, folder.resolve("data"), true,
                    QUIET);
            try (AteServer server = server(); WireClient writer = WireClient.connect(server.port())) {
                writer.send(chain.open(writer, false));
                Opened opened = writer.await(Opened.class);
                assertThat(opened.epoch()).isEqualTo(restored.epoch());
                assertThat(Objects.requireNonNull(opened.standing()).head().epoch())
                        .isEqualTo(restored.epoch());
            }
            try (AteServer server = server(); WireClient writer = WireClient.connect(server.port())) {
                var _ = chain.openedBy(writer);
                assertThat(first(writer, chain.crafted(writer, UnaryOperator.identity(), chain.keys())))
                        .as("a number that the server has never seen, behind two that it has lost")
                        .isEqualTo(2);
                assertThat(first(writer, again(writer, kept))).as("it is stored once").isEqualTo(1);
                writer.send(again(writer, lost));
                assertThat(writer.await(Rejected.class).reason()).isEqualTo(Reason.REFUSED_EARLIER);
            }
        }
    }

    private static long first(WireClient writer, CommitMessage commit) throws IOException {
        writer.send(commit);
        return writer.await(Committed.class).first();
    }

    private static CommitMessage again(WireClient writer, CommitMessage commit) {
        return new CommitMessage(commit.channel(), writer.nextRequest(), commit.commit());
    }
}
