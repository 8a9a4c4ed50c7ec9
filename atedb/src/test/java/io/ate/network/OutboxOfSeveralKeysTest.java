package io.ate.network;

import io.ate.Chain;
import io.ate.CommitId;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Outbox;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The outbox of a machine that several people use, each with keys of his own. */
class OutboxOfSeveralKeysTest {
    @TempDir
    private Path place;

    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);
    private final Session asBob = Session.of(bob);
    private SometimesAway away;

    record Album(String title, int shown) {
        static final Field.Vec<Photo> PHOTOS = Field.vec("photos", Photo.class);

        Album shownOnceMore() {
            return new Album(title, shown + 1);
        }
    }

    record Photo(String of) {}

    @BeforeEach
    void aPlace() throws IOException {
        away = new SometimesAway(place, alice);
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private DaoRef<Album> anAlbumOfBoth(Trust trust) {
        Rules both = Rules.inherit()
                .readableBy(alice.publicKeys(), bob.publicKeys())
                .writableBy(alice.publicKeys(), bob.publicKeys());
        return away.begun(Genesis.of(both).trust(trust), chain -> chain.store(new Album("Rome", 0)));
    }

    private static void add(Chain chain, DaoRef<Album> album, String photo) {
        chain.run(dio -> dio.load(album).in(Album.PHOTOS).add(new Photo(photo)));
    }

    private static List<String> photos(Chain chain, DaoRef<Album> album) {
        return chain.commit(
                dio -> dio.load(album).in(Album.PHOTOS).stream().map(each -> each.value().of()).toList());
    }

    private static List<Outbox.State> states(Chain chain) {
        return chain.outbox().commits().stream().map(Outbox.Kept::state).toList();
    }

    private void aliceWorksOffLine(DaoRef<Album> album) {
        try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, asAlice)) {
            add(chain, album, "one");
            add(chain, album, "two");
            chain.run(dio -> dio.load(album).update(Album::shownOnceMore));
        }
    }

    private static void assertHidden(Chain chain, KeyBundle owner, int commits) {
        assertThat(chain.outbox().commits()).hasSize(commits).allSatisfy(kept -> {
            assertThat(kept.state()).isEqualTo(Outbox.State.WAITING_FOR_KEYS);
            assertThat(kept.keys()).containsExactly(owner.id());
            assertThat(kept.writes()).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsUnderAnothersKeysWaitsForThemUnseen(Trust trust) {
        DaoRef<Album> album = anAlbumOfBoth(trust);
        aliceWorksOffLine(album);
        try (AteServer _ = away.start(); AteClient client = away.worker()) {
            try (Chain chain = SometimesAway.open(client, asBob)) {
                chain.sync();
                assertHidden(chain, alice, 3);
                assertThat(photos(chain, album)).isEmpty();
                add(chain, album, "of Bob");
                chain.sync();
                assertHidden(chain, alice, 3);
                try (Chain hers = chain.as(asAlice)) {
                    hers.sync();
                    assertThat(hers.outbox().commits()).isEmpty();
                    assertThat(photos(hers, album)).containsExactly("of Bob", "one", "two");
                    assertThat(hers.get(album)).isEqualTo(new Album("Rome", 1));
                }
                assertThat(photos(chain, album)).containsExactly("of Bob", "one", "two");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWaitsForKeysIsDiscardedByWhoHasNone(Trust trust) {
        DaoRef<Album> album = anAlbumOfBoth(trust);
        aliceWorksOffLine(album);
        try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, asBob)) {
            CommitId second = chain.outbox().commits().get(1).id();
            assertThat(chain.outbox().discard(second)).isTrue();
            assertThat(chain.outbox().discard(second)).isFalse();
            assertHidden(chain, alice, 2);
        }
        try (AteServer _ = away.start();
                AteClient client = away.worker();
                Chain chain = SometimesAway.open(client, asAlice)) {
            chain.sync();
            assertThat(photos(chain, album)).containsExactly("one");
            assertThat(chain.get(album)).isEqualTo(new Album("Rome", 1));
            assertThat(chain.outbox().commits()).isEmpty();
        }
    }

    /** Bob's is built on Alice's: it waits with hers, and goes with hers. */
    @ParameterizedTest
    @EnumSource
    void whatBuildsOnAnothersWaitsWithItAndGoesWithIt(Trust trust) {
        DaoRef<Album> album = anAlbumOfBoth(trust);
        try (AteClient client = away.worker();
                Chain chain = SometimesAway.open(client, asAlice);
                Chain his = chain.as(asBob)) {
            chain.run(dio -> dio.load(album).update(Album::shownOnceMore));
            his.run(dio -> dio.load(album).update(Album::shownOnceMore));
            assertThat(states(his)).containsExactly(Outbox.State.SENDING, Outbox.State.SENDING);
        }
        try (AteServer _ = away.start();
                AteClient client = away.worker();
                Chain chain = SometimesAway.open(client, asBob)) {
            chain.sync();
            assertThat(states(chain)).containsExactly(Outbox.State.WAITING_FOR_KEYS, Outbox.State.WAITING_FOR_KEYS);
            assertThat(chain.get(album)).isEqualTo(new Album("Rome", 0));
            try (Chain hers = chain.as(asAlice)) {
                hers.sync();
                assertThat(hers.get(album)).isEqualTo(new Album("Rome", 2));
                assertThat(hers.outbox().commits()).isEmpty();
            }
        }
    }

    /** What it was built on is gone for good: so it is drawn up anew without that. */
    @ParameterizedTest
    @EnumSource
    void whatBuildsOnWhatIsDiscardedWaitsForItNoLonger(Trust trust) {
        DaoRef<Album> album = anAlbumOfBoth(trust);
        try (AteClient client = away.worker();
                Chain chain = SometimesAway.open(client, asAlice);
                Chain his = chain.as(asBob)) {
            chain.run(dio -> dio.load(album).update(each -> new Album("Paris", each.shown())));
            his.run(dio -> dio.load(album).update(Album::shownOnceMore));
        }
        try (AteServer _ = away.start();
                AteClient client = away.worker();
                Chain chain = SometimesAway.open(client, asBob)) {
            assertThat(states(chain)).containsExactly(Outbox.State.WAITING_FOR_KEYS, Outbox.State.WAITING_FOR_KEYS);
            assertThat(chain.outbox().discard(chain.outbox().commits().getFirst().id())).isTrue();
            chain.sync();
            assertThat(chain.outbox().commits()).isEmpty();
            assertThat(chain.get(album)).isEqualTo(new Album("Rome", 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachSendsHisOwnAndSeesHisOwn(Trust trust) {
        DaoRef<Album> album = anAlbumOfBoth(trust);
        aliceWorksOffLine(album);
        try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, asBob)) {
            add(chain, album, "of Bob");
            assertThat(states(chain)).containsExactly(Outbox.State.WAITING_FOR_KEYS, Outbox.State.WAITING_FOR_KEYS,
                    Outbox.State.WAITING_FOR_KEYS, Outbox.State.SENDING);
            assertThat(chain.outbox().commits().getLast().writes()).singleElement()
                    .satisfies(write -> assertThat(
                            write.value()).get()
                            .satisfies(value -> assertThat(value.path("of").stringValue())
                                    .isEqualTo("of Bob")));
        }
        try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, asAlice)) {
            assertThat(chain.outbox().commits().getFirst().writes()).isNotEmpty();
            assertThat(chain.outbox().commits().getLast().writes()).isEmpty();
            assertThat(photos(chain, album)).containsExactly("one", "two");
            try (Chain his = chain.as(asBob)) {
                assertThat(photos(his, album)).containsExactly("one", "two", "of Bob");
            }
            try (AteServer _ = away.start()) {
                chain.sync();
                assertThat(chain.outbox().commits()).isEmpty();
                assertThat(photos(chain, album)).containsExactly("one", "two", "of Bob");
            }
        }
    }
}
