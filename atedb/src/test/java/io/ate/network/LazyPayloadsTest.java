package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainUnavailableException;
import io.ate.Change;
import io.ate.Changes;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Position;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Replicas that leave values at the server until they are read, over real sockets. */
class LazyPayloadsTest {
    private static final ServerConfig ANY_PORT = ServerConfig.defaults().port(0);
    private static final String PAGES = "example.com/alice/pages";
    private static final int LIMIT = 1_000;

    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);

    record Page(String text) {}

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private static Page large(int number) {
        return new Page(("page " + number + " ").repeat(1_000));
    }

    private static Page small(int number) {
        return new Page("page " + number);
    }

    private static AteConfig.Builder patient(long seconds) {
        return AteConfig.builder().deadline(Duration.ofSeconds(seconds));
    }

    private static AteClient lazy(String address) {
        return AteClient.create(address, patient(60).lazyPayloads(LIMIT).build());
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whatWasLeftAtTheServerIsReadAsIfItWereHere(Trust trust) {
        try (AteServer server = AteServer.inMemory();
                AteClient eager = AteClient.create(server.address());
                AteClient lazy = lazy(server.address());
                Chain written = eager.create(PAGES, asAlice, Genesis.of(Rules.inherit()).trust(trust));
                Chain read = lazy.openExisting(PAGES, asAlice)) {
            List<DaoRef<Page>> pages = new ArrayList<>();
            written.run(dio -> {
                for (int i = 0; i < 100; i++) {
                    pages.add(dio.store(i % 2 == 0 ? small(i) : large(i)).ref());
                }
            });
            read.await(written.sequence());

            for (int i = 0; i < pages.size(); i++) {
                assertThat(read.get(pages.get(i))).isEqualTo(i % 2 == 0 ? small(i) : large(i));
            }
            read.run(dio -> dio.load(pages.get(1)).update(page -> new Page(page.text() + "!")));
            written.await(read.sequence());
            assertThat(written.get(pages.get(1)).text()).endsWith("page 1 !");
        }
    }

    @Test
    void onlyWhatIsLongerThanTheLimitIsLeftAtTheServer() {
        AteServer server = AteServer.inMemory();
        try (AteClient eager = AteClient.create(server.address());
                AteClient lazy = AteClient.create(server.address(),
                        patient(60).lazyPayloads(LIMIT).build());
                Chain written = eager.open(PAGES, asAlice);
                Chain read = lazy.openExisting(PAGES, asAlice)) {
            DaoRef<Page> here = written.store(small(1));
            DaoRef<Page> there = written.store(large(2));
            DaoRef<Page> fetched = written.store(large(3));
            read.await(written.sequence());
            DaoRef<Page> own = read.store(large(4));
            assertThat(read.get(fetched)).isEqualTo(large(3));

            server.close();

            assertThat(read.get(here)).isEqualTo(small(1));
            assertThat(read.get(fetched)).isEqualTo(large(3));
            assertThat(read.get(own)).isEqualTo(large(4));
            Throwable told;
            do { // until it is known here that the server is away
                told = catchThrowable(() -> read.within(Duration.ofMillis(50)).get(there));
                assertThat(told).isInstanceOf(ChainUnavailableException.class)
                        .hasMessageContaining("kept at the server alone, and has not come in time");
            } while (!told.getMessage().contains("has not come in time: "));
        } finally {
            server.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "20000, 1, 2", "1000000, 30, 30"})
    void whatWasFetchedIsKeptAsFarAsTheCacheGoes(long cacheBytes, long least, long most) {
        AteServer server = AteServer.inMemory();
        try (AteClient eager = AteClient.create(server.address());
                AteClient lazy = AteClient.create(server.address(),
                        patient(60).lazyPayloads(LIMIT).cacheBytes(cacheBytes).build());
                Chain written = eager.open(PAGES, asAlice);
                Chain read = lazy.openExisting(PAGES, asAlice)) {
            List<DaoRef<Page>> pages = written.commit(
                    dio -> IntStream.range(0, 30).mapToObj(i -> dio.store(large(i)).ref()).toList());
            read.await(written.sequence());
            for (int time = 0; time < 2; time++) { // what is asked for once need not be kept
                pages.forEach(each -> assertThat(read.get(each).text()).startsWith("page "));
            }

            server.close();

            Chain hasty = read.within(Duration.ofMillis(50));
            assertThat(pages.stream().filter(each -> isHere(hasty, each)).count()).isBetween(least, most);
        } finally {
            server.close();
        }
    }

    private static boolean isHere(Chain chain, DaoRef<Page> page) {
        try {
            chain.get(page);
            return true;
        } catch (ChainUnavailableException _) {
            return false;
        }
    }

    @Test
    void withHeadersOnlyEverythingIsReadFromTheServer() {
        AteServer server = AteServer.inMemory();
        try (AteClient eager = AteClient.create(server.address());
                AteClient bare = AteClient.create(server.address(), patient(60).headersOnly().build());
                Chain written = eager.open(PAGES, asAlice)) {
            DaoRef<Page> one = written.store(small(1));
            DaoRef<Page> other = written.store(small(2));
            try (Chain read = bare.openExisting(PAGES, asAlice)) {
                assertThat(read.get(one)).isEqualTo(small(1));
                assertThat(read.<Boolean, RuntimeException>commit(dio -> dio.exists(other))).isTrue();
                server.close();
                assertThatExceptionOfType(ChainUnavailableException.class)
                        .isThrownBy(() -> read.within(Duration.ofMillis(50)).get(other));
            }
        } finally {
            server.close();
        }
    }

    @Test
    void whoDoesNotAskForValuesDoesNotWaitForThem() {
        AteServer server = AteServer.inMemory();
        try (AteClient eager = AteClient.create(server.address());
                AteClient bare = AteClient.create(server.address(), patient(60).headersOnly().build());
                Chain written = eager.open(PAGES, asAlice)) {
            written.run(dio -> IntStream.range(0, 100).forEach(i -> dio.store(small(i))));
            try (Chain read = bare.openExisting(PAGES, asAlice)) {
                List<Dao<Page>> pages = read.commit(dio -> dio.roots(Page.class).toList());
                List<Dao<Page>> hasty = read.within(Duration.ofMillis(50))
                        .commit(dio -> dio.roots(Page.class).toList());
                assertThat(pages.get(7).value()).as("also after the unit of work").isEqualTo(small(7));
                server.close();
                List<Boolean> own = read.commit(
                        dio -> dio.roots(Page.class).map(each -> each.created().author().equals(alice.id())).toList());
                assertThat(own).hasSize(100).doesNotContain(false);
                assertThat(pages.get(7).value()).isEqualTo(small(7));
                assertThatExceptionOfType(ChainUnavailableException.class).isThrownBy(() -> hasty.get(8).value());
            }
        } finally {
            server.close();
        }
    }

    @Test
    void whetherAValueIsReadableIsKnownWithoutFetchingIt() {
        AteServer server = AteServer.inMemory();
        try (AteClient eager = AteClient.create(server.address());
                AteClient bare = AteClient.create(server.address(), patient(1).headersOnly().build(),
                        ClientConfig.defaults().owners(Set.of(alice.publicKeys())));
                Chain written = eager.open(PAGES, asAlice)) {
            written.run(dio -> dio.chainRules().grantRead(bob.publicKeys()));
            written.store(small(1));
            written.store(small(2), Rules.inherit().readableBy(alice.publicKeys()));
            written.store(small(3), Rules.inherit().readableByEveryone());
            try (Chain read = bare.openExisting(PAGES, Session.of(bob))) {
                server.close();
                List<Dao<Page>> pages = read.commit(dio -> {
                    assertThat(dio.roots(Page.class).map(Dao::isReadable)).containsExactly(true, false, true);
                    return dio.roots(Page.class).toList();
                });
                assertThat(pages.stream().map(Dao::isReadable)).as("also after the unit of work")
                        .containsExactly(true, false, true);
                assertThatExceptionOfType(ChainUnavailableException.class).as("it is not here")
                        .isThrownBy(() -> pages.getFirst().value());
            }
        } finally {
            server.close();
        }
    }

    @Test
    void anUpdateOfWhatIsElsewhereIsMadeOfIt() {
        try (AteServer server = AteServer.inMemory();
                AteClient eager = AteClient.create(server.address());
                AteClient bare = AteClient.create(server.address(), patient(60).headersOnly().build());
                Chain written = eager.open(PAGES, asAlice)) {
            DaoRef<Page> page = written.store(small(1));
            try (Chain changed = bare.openExisting(PAGES, asAlice)) {
                changed.run(dio -> dio.roots(Page.class)
                        .forEach(each -> each.update(old -> new Page(old.text() + " and more"))));
                written.await(changed.sequence());
                assertThat(written.get(page)).isEqualTo(new Page("page 1 and more"));
            }
        }
    }

    @Test
    void aValueThatIsAskedForWhileTheServerIsAwayComesWhenItIsBack(@TempDir Path folder) throws Exception {
        AteServer first = AteServer.open(folder, ANY_PORT.port(LastingPort.any()));
        int port = first.port();
        try (AteClient eager = AteClient.create(first.address(), patient(60).build());
                AteClient lazy = lazy(first.address());
                Chain written = eager.open(PAGES, asAlice);
                Chain read = lazy.openExisting(PAGES, asAlice)) {
            DaoRef<Page> page = written.store(large(1));
            read.await(written.sequence());
            first.close();
            CompletableFuture<Page> value = CompletableFuture.supplyAsync(() -> read.get(page));
            try (AteServer _ = AteServer.open(folder, ANY_PORT.port(port))) {
                assertThat(value.get(60, TimeUnit.SECONDS)).isEqualTo(large(1));
            }
        }
    }

    @Test
    void manyWhoReadAtOnceGetEachTheirs() throws Exception {
        try (AteServer server = AteServer.inMemory();
                AteClient eager = AteClient.create(server.address());
                AteClient lazy = lazy(server.address());
                Chain written = eager.open(PAGES, asAlice);
                Chain read = lazy.openExisting(PAGES, asAlice)) {
            List<DaoRef<Page>> pages = written.commit(
                    dio -> IntStream.range(0, 600).mapToObj(i -> dio.store(large(i)).ref()).toList());
            read.await(written.sequence());

            List<CompletableFuture<Page>> values = pages.stream()
                    .map(page -> CompletableFuture.supplyAsync(() -> read.get(page), Thread::startVirtualThread))
                    .toList();

            for (int i = 0; i < values.size(); i++) {
                assertThat(values.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(large(i));
            }
        }
    }

    @Test
    void theChangesOfALazyReplicaHaveTheirValues() throws Exception {
        try (AteServer server = AteServer.inMemory();
                AteClient eager = AteClient.create(server.address());
                AteClient lazy = lazy(server.address());
                Chain written = eager.open(PAGES, asAlice);
                Chain read = lazy.openExisting(PAGES, asAlice);
                Changes changes = read.changes(Position.START)) {
            DaoRef<Page> page = written.store(large(1));
            written.overwrite(page, large(2));
            written.overwrite(page, small(3));

            List<String> texts = new ArrayList<>();
            while (texts.size() < 3) {
                if (changes.take() instanceof Change.Stored<?> stored) {
                    texts.add(stored.value().toString());
                }
            }
            assertThat(texts.get(0)).contains("page 1 page 1 ");
            assertThat(texts.get(1)).contains("page 2 page 2 ");
            assertThat(texts.get(2)).contains("page 3");
        }
    }

    @Test
    void aLazyReplicaOnDiskIsSmallAndGoesOnAsAnEagerOne(@TempDir Path folder) throws IOException {
        try (AteServer server = AteServer.inMemory();
                AteClient eager = AteClient.create(server.address());
                Chain written = eager.open(PAGES, asAlice)) {
            List<DaoRef<Page>> pages = written.commit(
                    dio -> IntStream.range(0, 300).mapToObj(i -> dio.store(large(i)).ref()).toList());
            try (AteClient lazy = AteClient.create(server.address(), patient(60).lazyPayloads(LIMIT)
                    .folder(folder)
                    .build()); Chain read = lazy.openExisting(PAGES, asAlice)) {
                assertThat(read.get(pages.get(7))).isEqualTo(large(7));
            }
            assertThat(bytes(folder)).isLessThan(300L * large(0).text().length() / 2);

            DaoRef<Page> later = written.store(large(300));
            AteConfig onDisk = patient(60).folder(folder).build();
            try (AteClient again = AteClient.create(server.address(), onDisk);
                    Chain read = again.openExisting(PAGES, asAlice)) {
                assertThat(read.get(pages.get(8))).isEqualTo(large(8));
                assertThat(read.get(later)).isEqualTo(large(300));
            }
        }
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void whatHangsBelowIsSealedAnewForANewReaderThoughItsValuesAreElsewhere() {
        try (AteServer server = AteServer.inMemory();
                AteClient eager = AteClient.create(server.address());
                AteClient lazy = lazy(server.address());
                AteClient his = AteClient.create(server.address(), AteConfig.defaults(),
                        ClientConfig.defaults().owners(Set.of(alice.publicKeys())));
                Chain written = eager.open(PAGES, asAlice);
                Chain granting = lazy.openExisting(PAGES, asAlice)) {
            DaoRef<Page> page = written.store(large(1));
            granting.await(written.sequence());

            granting.run(dio -> dio.load(page).grantRead(bob.publicKeys()));

            try (Chain read = his.openExisting(PAGES, Session.of(bob))) {
                assertThat(read.get(page)).isEqualTo(large(1));
            }
        }
    }

    @Test
    void aNegativeLimitIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> AteConfig.builder().lazyPayloads(-1));
    }
}
