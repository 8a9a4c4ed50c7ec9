package io.ate.network;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What one client writes while another reads it. */
class SeenFromElsewhereTest {
    record Note(int number) {}

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whatTheViewShowsCanBeReadAtOnce(Trust trust) {
        try (AteServer server = AteServer.inMemory();
                KeyBundle alice = KeyBundle.generate();
                AteClient one = AteClient.create(server.address());
                AteClient other = AteClient.create(server.address());
                Chain written = one.create("example.com/notes", Session.of(alice),
                        Genesis.of(Rules.inherit()).trust(trust))) {
            DaoRef<Note> note = written.store(new Note(0));
            try (Chain read = other.openExisting("example.com/notes", Session.of(alice))) {
                CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                    for (int i = 1; i <= 1_000; i++) {
                        written.overwrite(note, new Note(i));
                    }
                });
                int last = 0;
                while (!writing.isDone()) {
                    int number = read.get(note).number();
                    assertThat(number).isGreaterThanOrEqualTo(last);
                    last = number;
                }
                writing.join();
            }
        }
    }
}
