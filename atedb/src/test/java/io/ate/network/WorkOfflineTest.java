package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Offline;
import io.ate.Outbox;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Work goes on while the server is away, over real sockets and a real disk: what was written off line comes, once. */
class WorkOfflineTest {
    private static final String NAME = "example.com/alice/album";

    @TempDir
    Path place;

    private final KeyBundle alice = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);
    private int port;
    private String address = "";

    record Album(String title, int shown) {
        static final Field.Vec<Photo> PHOTOS = Field.vec("photos", Photo.class);
    }

    record Photo(String of) {}

    @BeforeEach
    void aPort() throws IOException {
        port = LastingPort.any();
    }

    @AfterEach
    void close() {
        alice.close();
    }

    private AteServer start() {
        AteServer server = AteServer.open(place.resolve("server"), ServerConfig.defaults().port(port));
        address = server.address();
        return server;
    }

    private AteClient worker() {
        return AteClient.create(address, AteConfig.builder()
                .deadline(Duration.ofSeconds(60))
                .folder(place.resolve("replicas"))
                .offline(Offline.WORK)
                .build());
    }

    private Chain open(AteClient client) {
        return client.openExisting(NAME, asAlice).with(Scope.LOCAL);
    }

    private DaoRef<Album> anAlbum(Trust trust) {
        try (AteServer _ = start();
                AteClient client = worker();
                Chain chain = client.create(NAME, asAlice, Genesis.of(Rules.inherit()).trust(trust))) {
            return chain.store(new Album("Rome", 0));
        }
    }

    private static List<String> photos(Chain chain, DaoRef<Album> album) {
        return chain.commit(
                dio -> dio.load(album).in(Album.PHOTOS).stream().map(each -> each.value().of()).toList());
    }

    private static void add(Chain chain, DaoRef<Album> album, String photo) {
        chain.run(dio -> dio.load(album).in(Album.PHOTOS).add(new Photo(photo)));
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whatWasWrittenOffLineIsUploadedOnceAndInOrderAlsoByALaterProgram(Trust trust) {
        DaoRef<Album> album = anAlbum(trust);
        try (AteClient client = worker(); Chain chain = open(client)) {
            add(chain, album, "one");
            add(chain, album, "two");
            chain.run(dio -> dio.load(album).update(now -> new Album(now.title(), now.shown() + 1)));
            assertThat(chain.outbox().commits()).extracting(Outbox.Kept::state)
                    .containsOnly(Outbox.State.SENDING)
                    .hasSize(3);
        }
        try (AteClient client = worker(); Chain chain = open(client)) {
            assertThat(photos(chain, album)).containsExactly("one", "two");
            assertThat(chain.get(album)).isEqualTo(new Album("Rome", 1));
            add(chain, album, "three");
            chain.run(dio -> dio.load(album).update(now -> new Album(now.title(), now.shown() + 1)));
        }
        try (AteServer _ = start(); AteClient client = worker(); Chain chain = open(client)) {
            chain.sync();
            assertThat(chain.outbox().commits()).isEmpty();
            assertThat(photos(chain, album)).containsExactly("one", "two", "three");
        }
        try (AteServer _ = start();
                AteClient others = AteClient.create(address);
                Chain chain = others.openExisting(NAME, asAlice)) {
            assertThat(photos(chain, album)).containsExactly("one", "two", "three");
            assertThat(chain.get(album)).isEqualTo(new Album("Rome", 2));
        }
    }
}
