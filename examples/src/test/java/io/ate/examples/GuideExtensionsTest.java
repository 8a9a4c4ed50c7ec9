package io.ate.examples;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.CommitRejectedException;
import io.ate.DaoRef;
import io.ate.KeyBundle;
import io.ate.Position;
import io.ate.Reason;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.extension.Compactor;
import io.ate.extension.Sink;
import io.ate.extension.StoredCommit;
import io.ate.extension.Transformer;
import io.ate.extension.Validator;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What the guide says of code that programs put into the library and the server. */
class GuideExtensionsTest {
    private final KeyBundle alice = KeyBundle.generate();

    record Note(String text) {}

    @AfterEach
    void close() {
        alice.close();
    }

    // guide: sink
    /** Keeps what is to be printed on paper, and how far each chain is. */
    record Printer(Map<ChainId, Long> printed, List<String> paper) implements Sink {
        @Override
        public Position from(ChainName chain, ChainId id) {
            return Position.after(printed.getOrDefault(id, 0L));
        }

        @Override
        public void stored(StoredCommit commit) {
            commit.events().forEach(event -> paper.add(commit.chain() + ": " + event.type() + " " + event.key()));
            printed.put(commit.id(), commit.last());
        }
    }
    // end

    @Test
    void valuesAreCompressed() {
        // guide: transformer
        AteConfig compressing = AteConfig.builder().transformer(Transformer.zstd()).build();
        try (Chain chain = Chain.temporary(compressing)) {
            DaoRef<Note> note = chain.store(new Note("all work and no play ".repeat(1000)));
            IO.println(chain.get(note).text().length());
        }
        // end
        assertThat(compressing.transformer()).isPresent();
    }

    @Test
    void aServerRefusesAndTells(@TempDir Path folder) {
        Printer printer = new Printer(new ConcurrentHashMap<>(), new CopyOnWriteArrayList<>());
        // guide: server
        Validator small = commit -> commit.events().stream().anyMatch(event -> event.payloadBytes() > 4096)
                ? Optional.of("a note takes at most 4,096 bytes")
                : Optional.empty();
        ServerConfig config = ServerConfig.defaults().port(0).validator(small).sink(printer);
        // end
        // guide: compactor
        Instant lastYear = Instant.now().minus(Duration.ofDays(365));
        Compactor contracts = value -> value.header().type().equals("Contract")
                && value.header().time().isAfter(lastYear);
        ServerConfig keeping = config.compactor(contracts);
        // end
        assertThat(keeping.compactors()).containsExactly(contracts);
        AteServer server = AteServer.open(folder, config);
        DaoRef<Note> note;
        try (AteClient client = AteClient.create(server.address());
                Chain chain = client.open("example.com/alice/notes", Session.of(alice))) {
            note = chain.store(new Note("buy milk"));
            assertThatExceptionOfType(CommitRejectedException.class)
                    .isThrownBy(() -> chain.store(new Note("x".repeat(5_000))))
                    .returns(Reason.VALIDATOR, CommitRejectedException::reason)
                    .withMessageContaining("a note takes at most 4,096 bytes");
        }
        server.close();
        assertThat(printer.paper()).containsExactly("example.com/alice/notes: Note " + note.key());
        try (AteServer _ = AteServer.open(folder, config)) {
            assertThat(printer.paper()).hasSize(1);
        }
        assertThat(printer.paper()).as("it goes on where it was").hasSize(1);
    }
}
