package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainReadOnlyException;
import io.ate.ChainUnavailableException;
import io.ate.Dao;
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
import io.ate.WorkQueue;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Who waits for a server that is away, who does not, and what comes of it when it is back. */
class WorkWhileAwayTest {
    @TempDir
    private Path place;

    private final KeyBundle alice = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);
    private SometimesAway away;

    record Photo(String of) {}

    record Album(String title) {
        static final Field.Vec<Photo> PHOTOS = Field.vec("photos", Photo.class);
    }

    @BeforeEach
    void aPlace() throws IOException {
        away = new SometimesAway(place, alice);
    }

    @AfterEach
    void close() {
        alice.close();
    }

    private void aChain(Trust trust) {
        away.begun(trust, chain -> chain.store(new Photo("first")));
    }

    private static List<String> photos(Chain chain) {
        return chain.commit(dio -> dio.roots(Photo.class).map(each -> each.value().of()).toList());
    }

    private void assertStored(String... photos) {
        try (AteServer _ = away.start();
                AteClient client = away.elsewhere();
                Chain chain = client.openExisting(SometimesAway.NAME, asAlice)) {
            assertThat(photos(chain)).containsExactly(photos);
        }
    }

    @Test
    void whatWasNeverOpenedHereIsNotOpenedAndTheReasonIsSaid() {
        aChain(Trust.CENTRALIZED);
        AteConfig patient = away.kept().deadline(Duration.ofHours(1)).build();
        AteConfig nowhere = AteConfig.builder().offline(Offline.WORK).deadline(Duration.ofHours(1)).build();
        try (AteClient client = away.worker(patient)) {
            assertThatExceptionOfType(ChainUnavailableException.class)
                    .isThrownBy(() -> client.openExisting(SometimesAway.NAME + "/more", asAlice))
                    .withMessageContainingAll("is away", "AteConfig.folder")
                    .withMessageNotContaining("Offline.READ");
            assertThatExceptionOfType(ChainUnavailableException.class)
                    .isThrownBy(() -> client.create(SometimesAway.NAME + "/more", asAlice, Genesis.of(Rules.inherit())))
                    .withMessageContaining("is away");
            assertThatExceptionOfType(ChainUnavailableException.class)
                    .isThrownBy(() -> client.openAtHead(SometimesAway.NAME, asAlice))
                    .withMessageContaining("in full");
        }
        try (AteClient client = away.worker(nowhere)) {
            assertThatExceptionOfType(ChainUnavailableException.class)
                    .isThrownBy(() -> client.openExisting(SometimesAway.NAME, asAlice))
                    .withMessageContainingAll("is away", "AteConfig.folder");
        }
    }

    @ParameterizedTest
    @EnumSource
    void otherScopesWaitForTheServerAndStoreNothingIfItDoesNotCome(Trust trust) throws Exception {
        aChain(trust);
        try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, asAlice)) {
            chain.store(new Photo("kept"));
            assertThatExceptionOfType(ChainUnavailableException.class)
                    .isThrownBy(() -> chain.with(Scope.FULL)
                            .within(Duration.ofMillis(50))
                            .store(new Photo("too late")))
                    .withMessageContaining("nothing is stored");
            assertThatExceptionOfType(ChainUnavailableException.class)
                    .isThrownBy(() -> chain.within(Duration.ofMillis(50)).sync());
            assertThat(photos(chain)).containsExactly("first", "kept");
            CompletableFuture<?> waiting = chain.with(Scope.FULL)
                    .commitAsync(dio -> dio.store(new Photo("in time")).ref());
            chain.store(new Photo("kept, too"));
            assertThat(waiting).isNotDone();
            try (AteServer _ = away.start()) {
                waiting.get(60, TimeUnit.SECONDS);
                chain.sync();
            }
        }
        assertStored("first", "kept", "in time", "kept, too");
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void whoPollsAQueueMeanwhileIsToldSoHoweverPatientHeIsOtherwise() {
        DaoRef<Album> album = away.begun(Trust.CENTRALIZED, chain -> chain.commit(dio -> {
            Dao<Album> rome = dio.store(new Album("Rome"));
            rome.in(Album.PHOTOS).add(new Photo("to be printed"));
            return rome.ref();
        }));
        try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, asAlice)) {
            WorkQueue<Photo> printing = chain.within(Duration.ofHours(1)).queue(album, Album.PHOTOS);
            assertThatExceptionOfType(ChainUnavailableException.class)
                    .isThrownBy(() -> printing.poll(Duration.ZERO, (_, _) -> {
                    }))
                    .withMessageContaining("could not be asked for in time");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsKeptWhileAClientGoesOffAndOnLineIsStoredOnceAndInOrder(Trust trust) {
        aChain(trust);
        String[] expected = Stream.concat(Stream.of("first"), IntStream.range(0, 200).mapToObj(i -> "photo " + i))
                .toArray(String[]::new);
        try (AteServer _ = away.start();
                AteClient client = away.worker();
                Chain chain = SometimesAway.open(client, asAlice)) {
            for (int i = 0; i < 200; i++) {
                chain.store(new Photo("photo " + i));
                if (i % 20 == 7) {
                    client.offline();
                } else if (i % 20 == 16) {
                    client.online();
                }
            }
            client.online();
            chain.sync();
            assertThat(chain.outbox().commits()).isEmpty();
            assertThat(photos(chain)).containsExactly(expected);
        }
        assertStored(expected);
    }

    @ParameterizedTest
    @EnumSource
    void whoOnlyReadsWhileTheServerIsAwayKeepsNothingNewAndSendsWhatIsThere(Trust trust) {
        aChain(trust);
        try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, asAlice)) {
            chain.store(new Photo("kept"));
        }
        try (AteClient client = away.worker(away.kept().offline(Offline.READ).build());
                Chain chain = SometimesAway.open(client, asAlice)) {
            assertThatExceptionOfType(ChainReadOnlyException.class).isThrownBy(() -> chain.store(new Photo("new")))
                    .withMessageContaining("Offline.READ");
            assertThat(photos(chain)).containsExactly("first", "kept");
            assertThat(chain.outbox().commits()).extracting(Outbox.Kept::state)
                    .containsExactly(Outbox.State.SENDING);
        }
        try (AteServer _ = away.start();
                AteClient client = away.worker(away.kept().offline(Offline.READ).build());
                Chain chain = SometimesAway.open(client, asAlice)) {
            chain.sync();
            assertThat(chain.outbox().commits()).isEmpty();
        }
        assertStored("first", "kept");
    }

    @ParameterizedTest
    @EnumSource
    void nobodyWaitsForTheServerForWhatIsKeptAndSyncWaitsForAllOfItAlsoThatOfEarlierPrograms(Trust trust)
            throws Exception {
        aChain(trust);
        try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, asAlice)) {
            List<CompletableFuture<?>> kept = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                kept.add(chain.commitAsync(dio -> dio.store(new Photo("earlier " + number)).ref()));
            }
            for (CompletableFuture<?> each : kept) {
                each.get(60, TimeUnit.SECONDS);
            }
        }
        try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, asAlice)) {
            chain.commitAsync(dio -> dio.store(new Photo("later")).ref()).get(60, TimeUnit.SECONDS);
            assertThat(chain.outbox().commits()).hasSize(4);
            try (AteServer _ = away.start();
                    AteClient others = away.elsewhere();
                    Chain theirs = others.openExisting(SometimesAway.NAME, asAlice)) {
                long known = chain.sync();
                assertThat(chain.outbox().commits()).isEmpty();
                theirs.await(known);
                assertThat(photos(theirs)).containsExactly("first", "earlier 0", "earlier 1", "earlier 2", "later");
            }
        }
    }
}
