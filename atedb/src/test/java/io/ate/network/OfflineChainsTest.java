package io.ate.network;

import io.ate.AteConfig;
import io.ate.Bus;
import io.ate.Chain;
import io.ate.ChainReadOnlyException;
import io.ate.ChainUnavailableException;
import io.ate.Change;
import io.ate.Changes;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.Index;
import io.ate.KeyBundle;
import io.ate.NoSuchChainException;
import io.ate.Offline;
import io.ate.Position;
import io.ate.Rules;
import io.ate.Service;
import io.ate.ServiceUnavailableException;
import io.ate.Session;
import io.ate.Trust;
import io.ate.UntrustedServerException;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.client.KnownServers;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Chains of a server that is away, over real sockets: what is here is read, and what needs the server says so. */
class OfflineChainsTest {
    private static final String NAME = "example.com/alice/album";
    private static final Service<Photo, Photo> DEVELOP = Service.of("develop", Photo.class, Photo.class);

    @TempDir
    Path place;

    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);
    private int port;
    private String address = "";

    record Album(String title) {
        static final Field.Vec<Photo> PHOTOS = Field.vec("photos", Photo.class);
        static final Field.Map<String, Photo> COVERS = Field.map("covers", String.class, Photo.class);
        static final Field.Stream<Photo> SHOTS = Field.stream("shots", Photo.class);
    }

    record Photo(String of) {}

    @BeforeEach
    void aPort() throws IOException {
        port = LastingPort.any();
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private AteServer start() {
        AteServer server = AteServer.open(place.resolve("server"), ServerConfig.defaults().port(port));
        address = server.address();
        return server;
    }

    private AteConfig.Builder kept() {
        return AteConfig.builder().deadline(Duration.ofSeconds(60)).folder(place.resolve("replicas"));
    }

    private AteConfig reading() {
        return kept().offline(Offline.READ).build();
    }

    private AteClient reader() {
        return AteClient.create(address, reading());
    }

    /** Makes an album at a server that goes away then, and reads it in a program that ends. */
    private DaoRef<Album> anAlbum(Trust trust, AteConfig config) {
        try (AteServer _ = start();
                AteClient client = AteClient.create(address, config);
                Chain chain = client.create(NAME, asAlice, Genesis.of(Rules.inherit()).trust(trust))) {
            return chain.commit(dio -> {
                Dao<Album> album = dio.store(new Album("Rome"));
                album.in(Album.PHOTOS).add(new Photo("the forum"));
                album.in(Album.PHOTOS).add(new Photo("a cat"));
                album.in(Album.COVERS).put("front", new Photo("a dome"));
                album.in(Album.SHOTS).append(0, List.of(new Photo("first"), new Photo("second")));
                return album.ref();
            });
        }
    }

    /** The first write that works, as soon as one does: each that does not is refused at once. */
    private static DaoRef<Photo> storedOnceItIsBack(Chain chain, Photo photo) {
        for (;;) {
            try {
                return chain.store(photo);
            } catch (ChainReadOnlyException _) {
                Thread.onSpinWait();
            }
        }
    }

    /** A server that has gone is missed when its connection ends, and not when it has said goodbye. */
    private static void untilItIsMissed(Chain chain) {
        for (;;) {
            try {
                chain.sync();
            } catch (ChainUnavailableException _) {
                return;
            }
        }
    }

    private static void assertAway(Chain chain) {
        assertThatExceptionOfType(ChainReadOnlyException.class).isThrownBy(() -> chain.store(new Photo("late")))
                .withMessageContainingAll("is away", "Offline.READ");
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void aChainOpensFromItsReplicaWhileItsServerIsDown(Trust trust) throws Exception {
        DaoRef<Album> album = anAlbum(trust, kept().build());
        for (int time = 0; time < 2; time++) { // the next program, and the one after it
            try (AteClient client = reader(); Chain chain = client.openExisting(NAME, asAlice)) {
                assertThat(chain.trust()).isEqualTo(trust);
                assertThat(chain.get(album)).isEqualTo(new Album("Rome"));
                List<String> photos = chain
                        .commit(dio -> dio.load(album)
                                .in(Album.PHOTOS)
                                .stream()
                                .map(each -> each.value().of())
                                .toList());
                assertThat(photos).containsExactly("the forum", "a cat");
                assertThat(chain.<String, RuntimeException>commit(
                        dio -> dio.load(album).in(Album.COVERS).load("front").value().of())).isEqualTo("a dome");
                assertThat(chain.stream(album, Album.SHOTS).read(0)).hasSize(2);
                try (Index<Photo, String> index = chain.index(Photo.class, Photo::of);
                        Changes changes = chain.changes(Position.START);
                        Bus<Photo> news = chain.bus(album, Album.PHOTOS)) {
                    assertThat(index.equal("a cat")).hasSize(1);
                    assertThat(changes.take()).isInstanceOf(Change.Stored.class);
                    assertThat(news.poll(Duration.ofMillis(1))).isEmpty();
                }
                assertAway(chain);
                assertThatExceptionOfType(ChainUnavailableException.class).isThrownBy(chain::sync)
                        .withMessageContaining("Offline.READ");
                chain.await(chain.sequence());
                assertThatExceptionOfType(ChainUnavailableException.class)
                        .isThrownBy(() -> chain.await(chain.sequence() + 1))
                        .withMessageContaining("Offline.READ");
                assertThatExceptionOfType(ChainUnavailableException.class).isThrownBy(() -> chain.lock(album))
                        .withMessageContaining("Offline.READ");
                assertThatExceptionOfType(ServiceUnavailableException.class)
                        .isThrownBy(() -> chain.invoke(DEVELOP, new Photo("negative")));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whenTheServerIsBackNewsComesAndWritesWork(Trust trust) throws Exception {
        DaoRef<Album> album = anAlbum(trust, kept().build());
        try (AteClient client = reader();
                Chain chain = client.open(NAME, asAlice);
                Bus<Photo> news = chain.bus(album, Album.PHOTOS)) {
            assertAway(chain);
            try (AteServer _ = start();
                    AteClient others = AteClient.create(address);
                    Chain written = others.openExisting(NAME, asAlice)) {
                written.run(dio -> dio.load(album).in(Album.PHOTOS).add(new Photo("a fountain")));
                storedOnceItIsBack(chain, new Photo("of hers"));
                assertThat(((Change.Stored<Photo>) news.take()).value()).isEqualTo(new Photo("a fountain"));
                written.await(chain.sequence());
                assertThat(written.<Long, RuntimeException>commit(dio -> dio.roots(Photo.class).count())).isEqualTo(1);
                chain.sync();
            }
            untilItIsMissed(chain);
            assertAway(chain);
            assertThat(chain.get(album)).isEqualTo(new Album("Rome"));
        }
    }

    @Test
    void whatIsOfOneChainMayBeOtherwiseOfAnother() {
        anAlbum(Trust.CENTRALIZED, kept().build());
        try (AteClient client = AteClient.create(address, kept().deadline(Duration.ofMillis(100)).build())) {
            assertThatExceptionOfType(ChainUnavailableException.class)
                    .isThrownBy(() -> client.openExisting(NAME, asAlice));
            try (Chain chain = client.openExisting(NAME, asAlice, Offline.READ)) {
                assertAway(chain);
            }
        }
    }

    @Test
    void whatWasNeverOpenedHereIsNotRead(@TempDir Path other) {
        anAlbum(Trust.CENTRALIZED, kept().build());
        for (AteConfig without : List.of(AteConfig.builder().offline(Offline.READ).build(),
                AteConfig.builder().offline(Offline.READ).folder(other).build())) {
            try (AteClient client = AteClient.create(address, without)) {
                assertThatExceptionOfType(ChainUnavailableException.class)
                        .isThrownBy(() -> client.openExisting(NAME, asAlice))
                        .withMessageContainingAll("is away", "AteConfig.folder");
                assertThatExceptionOfType(ChainUnavailableException.class)
                        .isThrownBy(() -> client.open(NAME + "/more", asAlice));
                assertThatExceptionOfType(ChainUnavailableException.class)
                        .isThrownBy(() -> client.openAtHead(NAME, asAlice))
                        .withMessageContaining("in full");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whoMayBeTrustedIsTheSameAsOnLine(Trust trust) {
        anAlbum(trust, kept().build());
        String bare = address.substring(0, address.indexOf('#'));
        ClientConfig defaults = ClientConfig.defaults();
        String otherIdentity = bob.publicKeys().fingerprint();
        assertRefused(bare + "/" + NAME + "#" + otherIdentity, defaults, asAlice, "not " + otherIdentity);
        assertRefused(address + "&chain=" + "0".repeat(64), defaults, asAlice, "0000");
        assertRefused(address, defaults.demandTrust(
                trust == Trust.CENTRALIZED ? Trust.DISTRIBUTED : Trust.CENTRALIZED), asAlice, "as demanded");
        try (AteClient client = AteClient.create(address, reading(), defaults.owners(Set.of(alice.publicKeys())));
                Chain chain = client.openExisting(NAME, Session.of(bob))) {
            assertThat(chain.sequence()).isPositive();
        }
        if (trust == Trust.DISTRIBUTED) {
            assertRefused(address, defaults, Session.of(bob), "nothing but this server's word");
        }
    }

    private void assertRefused(String at, ClientConfig trusting, Session session, String why) {
        String chain = at.contains("/" + NAME) ? at : at.replace("#", "/" + NAME + "#");
        try (AteClient client = AteClient.create(address.substring(0, address.indexOf('#')), reading(), trusting)) {
            assertThatExceptionOfType(UntrustedServerException.class)
                    .isThrownBy(() -> client.openExisting(chain, session))
                    .withMessageContaining(why);
        }
    }

    @Test
    void whatIsFromAnotherServerThanTheOneThatIsRememberedIsNotRead() throws IOException {
        anAlbum(Trust.CENTRALIZED, kept().build());
        Path known = place.resolve("known_servers");
        ClientConfig remembering = ClientConfig.defaults().knownServers(KnownServers.in(known));
        String bare = address.substring(0, address.indexOf('#'));
        try (AteClient client = AteClient.create(bare, reading(), remembering);
                Chain chain = client.openExisting(NAME, asAlice)) {
            assertThat(chain.sequence()).isPositive();
        }
        try (AteServer _ = AteServer.open(place.resolve("another"), ServerConfig.defaults().port(port));
                AteClient client = AteClient.create(bare, AteConfig.defaults(), remembering)) {
            assertThat(client.chains(asAlice).listed()).isEmpty();
        }
        try (AteClient client = AteClient.create(bare, reading(), remembering)) {
            assertThatExceptionOfType(UntrustedServerException.class)
                    .isThrownBy(() -> client.openExisting(NAME, asAlice))
                    .withMessageContaining("remembered");
        }
    }

    @Test
    void aServerThatIsThereAndRefusesIsNotAway() {
        anAlbum(Trust.CENTRALIZED, kept().build());
        try (AteServer _ = start(); AteClient client = AteClient.create(address)) {
            client.drop(NAME, asAlice);
        }
        try (AteServer _ = start(); AteClient client = reader()) {
            assertThatExceptionOfType(NoSuchChainException.class)
                    .isThrownBy(() -> client.openExisting(NAME, asAlice));
        }
    }

    @Test
    void aServerThatComesBackAsAnotherOneEndsWhatWasReadWithoutIt() {
        DaoRef<Album> album = anAlbum(Trust.CENTRALIZED, kept().build());
        try (AteClient client = reader(); Chain chain = client.openExisting(NAME, asAlice)) {
            assertThat(chain.get(album)).isEqualTo(new Album("Rome"));
            try (AteServer _ = AteServer.open(place.resolve("another"), ServerConfig.defaults().port(port))) {
                assertThatExceptionOfType(UntrustedServerException.class)
                        .isThrownBy(() -> storedOnceItIsBack(chain, new Photo("for somebody else")));
            }
            assertThatExceptionOfType(UntrustedServerException.class).isThrownBy(() -> chain.get(album));
        }
    }

    @Test
    void valuesThatWereLeftAtTheServerAreMissedAtOnce() {
        AteConfig.Builder bare = kept().headersOnly();
        DaoRef<Album> album = anAlbum(Trust.CENTRALIZED, AteConfig.defaults());
        try (AteServer _ = start(); AteClient client = AteClient.create(address, bare.build())) {
            client.openExisting(NAME, asAlice).close();
        }
        try (AteClient client = AteClient.create(address, bare.offline(Offline.READ).build());
                Chain chain = client.openExisting(NAME, asAlice)) {
            assertThat(chain.<Boolean, RuntimeException>commit(dio -> dio.exists(album))).isTrue();
            assertThatExceptionOfType(ChainUnavailableException.class)
                    .isThrownBy(() -> chain.commit(dio -> dio.load(album)
                            .in(Album.PHOTOS)
                            .stream()
                            .map(each -> each.value().of())
                            .toList()))
                    .withMessageContainingAll("kept at the server alone", "Offline.READ");
            try (AteServer _ = start()) {
                storedOnceItIsBack(chain, new Photo("back"));
                assertThat(chain.get(album)).isEqualTo(new Album("Rome"));
            }
        }
    }

    @Test
    void aClientThatWasPutOffLineReadsAndGoesOnLaterThoughItsServerIsThere() {
        DaoRef<Album> album = anAlbum(Trust.CENTRALIZED, kept().build());
        try (AteServer _ = start(); AteClient client = reader()) {
            client.offline();
            client.offline();
            assertThat(client.isOffline()).isTrue();
            try (Chain chain = client.openExisting(NAME, asAlice)) {
                assertThat(chain.get(album)).isEqualTo(new Album("Rome"));
                assertThatExceptionOfType(ChainReadOnlyException.class)
                        .isThrownBy(() -> chain.store(new Photo("late")))
                        .withMessageContaining("client.offline()");
                client.online();
                client.online();
                assertThat(client.isOffline()).isFalse();
                assertThat(chain.get(storedOnceItIsBack(chain, new Photo("of hers")))).isEqualTo(new Photo("of hers"));
                client.offline();
                assertThatExceptionOfType(ChainReadOnlyException.class)
                        .isThrownBy(() -> chain.store(new Photo("at once")));
            }
        }
    }

    @Test
    void whoWaitsForAServerThatHeIsKeptFromIsToldWhy() {
        anAlbum(Trust.CENTRALIZED, kept().build());
        try (AteServer _ = start(); AteClient client = AteClient.create(address, kept().build())) {
            Chain chain = client.openExisting(NAME, asAlice);
            client.offline();
            Chain hasty = chain.within(Duration.ofMillis(50));
            assertThatExceptionOfType(ChainUnavailableException.class)
                    .isThrownBy(() -> hasty.store(new Photo("late")))
                    .withMessageContaining("client.offline()");
            assertThatExceptionOfType(ChainUnavailableException.class).isThrownBy(hasty::sync)
                    .withMessageContaining("client.offline()");
        }
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whatIsUnderWayWhileAClientIsPutOffAndOnLineIsStoredOnce(Trust trust) throws Exception {
        try (AteServer _ = start();
                AteClient client = AteClient.create(address, kept().build());
                Chain chain = client.create(NAME, asAlice, Genesis.of(Rules.inherit()).trust(trust))) {
            List<CompletableFuture<?>> commits = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                int number = i;
                commits.add(chain.commitAsync(dio -> dio.store(new Photo("number " + number)).ref()));
                if (i % 40 == 20) {
                    client.offline();
                } else if (i % 40 == 39) {
                    client.online();
                }
            }
            for (CompletableFuture<?> each : commits) {
                each.get(60, TimeUnit.SECONDS);
            }
            try (AteClient others = AteClient.create(address); Chain read = others.openExisting(NAME, asAlice)) {
                List<String> stored = read
                        .commit(dio -> dio.roots(Photo.class).map(each -> each.value().of()).toList());
                assertThat(stored).hasSize(400).doesNotHaveDuplicates();
            }
        }
    }
}
