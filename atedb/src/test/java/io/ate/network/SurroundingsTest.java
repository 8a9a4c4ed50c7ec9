package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.PublicKeys;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.UntrustedServerException;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What server and client take from their surroundings, and what a client demands of a chain. */
class SurroundingsTest {
    private static final String NOTES = "example.com/alice/notes";
    private static final ServerConfig ANY_PORT = ServerConfig.defaults().port(0);

    private final KeyBundle alice = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);

    record Note(String text) {}

    @AfterEach
    void close() {
        alice.close();
    }

    @Test
    void serverAndClientGoByTheClockThatTheyAreGiven() {
        SetClock clock = new SetClock(Instant.parse("2001-02-03T04:05:06Z"));
        AteConfig surroundings = AteConfig.builder().clock(clock).build();
        try (AteServer server = AteServer.inMemory(surroundings, ANY_PORT);
                AteClient client = AteClient.create(server.address(), surroundings);
                Chain chain = client.open(NOTES, asAlice)) {
            DaoRef<Note> note = chain.store(new Note("then"));
            Instant written = chain.commit(dio -> dio.load(note).updated().time());

            clock.set(clock.instant().plus(Duration.ofHours(1)));

            assertThat(written).isEqualTo("2001-02-03T04:05:06Z");
            assertThat(client.status(asAlice).uptime()).isEqualTo(Duration.ofHours(1));
        }
    }

    @Test
    void aServersIdentityComesFromTheRandomNumbersThatItIsGiven(@TempDir Path folder) {
        PublicKeys expected = identity(AteServer.inMemory(seeded(), ANY_PORT));

        assertThat(identity(AteServer.inMemory(seeded(), ANY_PORT))).isEqualTo(expected);
        assertThat(identity(AteServer.open(folder, seeded(), ANY_PORT))).isEqualTo(expected);
        assertThat(identity(AteServer.open(folder, ANY_PORT))).as("it is kept").isEqualTo(expected);
        assertThat(identity(AteServer.inMemory())).isNotEqualTo(expected);
    }

    private static AteConfig seeded() {
        return AteConfig.builder().entropy(new Random(7)).build();
    }

    private static PublicKeys identity(AteServer server) {
        try (server) {
            return server.identity();
        }
    }

    @Test
    void whoDemandsDistributedTrustGetsNoChainInTheOther() {
        ClientConfig demanding = ClientConfig.defaults().demandTrust(Trust.DISTRIBUTED);
        try (AteServer server = AteServer.inMemory();
                AteClient easy = AteClient.create(server.address());
                AteClient strict = AteClient.create(server.address(), AteConfig.defaults(), demanding)) {
            easy.open(NOTES, asAlice).close();

            assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(() -> strict.open(NOTES, asAlice))
                    .withMessageContaining("CENTRALIZED");
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> strict.create("example.com/new", asAlice, Genesis.of(Rules.inherit())))
                    .withMessageContaining("DISTRIBUTED");
            try (Chain created = strict.open("example.com/new", asAlice)) {
                assertThat(created.trust()).isEqualTo(Trust.DISTRIBUTED);
                assertThat(created.get(created.store(new Note("signed")))).isEqualTo(new Note("signed"));
            }
        }
    }
}
