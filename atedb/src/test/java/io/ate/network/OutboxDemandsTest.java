package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Lock;
import io.ate.Registration;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Service;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What scope LOCAL takes, and what goes on beside it as ever. */
class OutboxDemandsTest {
    private static final Service<Photo, Photo> DEVELOP = Service.of("develop", Photo.class, Photo.class);

    @TempDir
    private Path place;

    private final KeyBundle alice = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);
    private SometimesAway away;

    record Album(String title) {
        static final Field.Vec<Photo> PHOTOS = Field.vec("photos", Photo.class);
    }

    record Photo(String of) {}

    @BeforeEach
    void aPlace() throws IOException {
        away = new SometimesAway(place, alice);
    }

    @AfterEach
    void close() {
        alice.close();
    }

    private static List<String> photos(Chain chain) {
        return chain.commit(dio -> dio.roots(Photo.class).map(each -> each.value().of()).toList());
    }

    @Test
    void withoutAFolderThereIsNoOutboxAndThatIsSaid() {
        away.begun(Trust.CENTRALIZED, chain -> chain.store(new Photo("one")));
        try (AteServer _ = away.start();
                AteClient client = away.elsewhere();
                Chain chain = client.openExisting(SometimesAway.NAME, asAlice)) {
            assertThatIllegalStateException().isThrownBy(() -> chain.with(Scope.LOCAL).store(new Photo("two")))
                    .withMessageContainingAll("outbox", "AteConfig.folder");
            assertThatIllegalStateException()
                    .isThrownBy(() -> chain.with(Scope.LOCAL).commitAsync(dio -> dio.store(new Photo("two")).ref()))
                    .withMessageContaining("AteConfig.folder");
            assertThat(chain.outbox().commits()).isEmpty();
            assertThat(chain.outbox().damage()).isEmpty();
            assertThat(photos(chain)).containsExactly("one");
        }
    }

    @Test
    void atItsHeadAChainHasNoOutboxAndThatIsSaid() {
        DaoRef<Photo> photo = away.begun(Trust.CENTRALIZED, chain -> chain.store(new Photo("one")));
        try (AteServer _ = away.start();
                AteClient client = away.worker();
                Chain chain = client.openAtHead(SometimesAway.NAME, asAlice)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> chain.with(Scope.LOCAL).overwrite(photo, new Photo("two")))
                    .withMessageContainingAll("outbox", "in full");
            assertThat(chain.outbox().commits()).isEmpty();
            assertThat(chain.get(photo)).isEqualTo(new Photo("one"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void onALocalChainItIsAsDurableAsAnythingThere(Trust trust) {
        Path folder = place.resolve("local");
        DaoRef<Photo> photo;
        try (Chain chain = Chain.open(folder, asAlice, AteConfig.defaults(),
                Genesis.of(Rules.inherit()).trust(trust))) {
            long before = chain.sequence();
            photo = chain.with(Scope.LOCAL).store(new Photo("one"));
            assertThat(chain.sequence()).as("it is stored when it returns").isGreaterThan(before);
            chain.with(Scope.LOCAL).commitAsync(dio -> dio.store(new Photo("two")).ref()).join();
            assertThat(chain.outbox().commits()).isEmpty();
        }
        try (Chain chain = Chain.open(folder, asAlice)) {
            assertThat(chain.get(photo)).isEqualTo(new Photo("one"));
            assertThat(photos(chain)).containsExactly("one", "two");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatReliesOnALockIsNotPutThere(Trust trust) {
        DaoRef<Photo> photo = away.begun(trust, chain -> chain.store(new Photo("one")));
        try (AteServer _ = away.start()) {
            try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, asAlice)) {
                try (Lock lock = chain.lock(photo)) {
                    assertThatIllegalStateException().isThrownBy(() -> chain.run(dio -> {
                        dio.relyOn(lock);
                        dio.load(photo).overwrite(new Photo("two"));
                    })).withMessageContainingAll("lock", "Scope.FULL");
                    assertThatIllegalStateException().isThrownBy(() -> chain.commitAsync(dio -> {
                        dio.relyOn(lock);
                        return dio.store(new Photo("two")).ref();
                    })).withMessageContaining("Scope.FULL");
                }
                assertThatIllegalStateException().isThrownBy(() -> chain.run(dio -> {
                    Dao<Photo> found = dio.load(photo);
                    found.lock();
                    found.overwrite(new Photo("two"));
                })).withMessageContaining("Scope.FULL");
                assertThat(chain.outbox().commits()).isEmpty();
                chain.with(Scope.FULL).lock(photo).close();
                chain.sync();
                assertThat(photos(chain)).containsExactly("one");
            }
            try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, asAlice)) {
                chain.sync();
                assertThat(photos(chain)).containsExactly("one");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void locksQueuesAndServicesOfSuchAHandleWorkOnLine(Trust trust) throws Exception {
        DaoRef<Album> album = away.begun(trust, chain -> chain.store(new Album("Rome")));
        try (AteServer _ = away.start();
                AteClient client = away.worker();
                Chain chain = SometimesAway.open(client, asAlice)) {
            chain.run(dio -> {
                dio.load(album).in(Album.PHOTOS).add(new Photo("one"));
                dio.load(album).in(Album.PHOTOS).add(new Photo("two"));
            });
            WorkQueue<Photo> queue = chain.queue(album, Album.PHOTOS);
            List<String> done = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                assertThat(queue.poll(Duration.ofSeconds(60), (dio, item) -> {
                    done.add(item.value().of());
                    dio.store(new Photo(item.value().of() + " is done"));
                })).isTrue();
            }
            assertThat(queue.poll(Duration.ZERO, (_, item) -> done.add(item.value().of()))).isFalse();
            assertThat(done).containsExactly("one", "two");

            try (Lock lock = chain.lock(album)) {
                assertThat(lock.isHeld()).isTrue();
                assertThat(chain.tryLock(album)).isEmpty();
            }
            try (Registration _ = chain.serve(DEVELOP, (dio, photo, _) -> dio.store(photo).value())) {
                assertThat(chain.invoke(DEVELOP, new Photo("three"))).isEqualTo(new Photo("three"));
                assertThat(chain.invokeDurably(DEVELOP, new Photo("four"))).isEqualTo(new Photo("four"));
            }
            chain.sync();
            assertThat(chain.outbox().commits()).isEmpty();
            assertThat(photos(chain)).containsExactly("one is done", "two is done", "three", "four");
        }
    }
}
