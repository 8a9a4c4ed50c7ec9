package io.ate.network;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.KeyBundle;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.network.WorkingProgram.Album;
import io.ate.server.AteServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Programs that are killed while commits lie in their outbox: the next one has all that they were told of, once. */
class KilledWhileWorkingTest {
    @TempDir
    private Path place;

    private final KeyBundle alice = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);
    private final Map<String, List<String>> told = new LinkedHashMap<>();
    private SometimesAway away;
    private Path keys;

    @BeforeEach
    void save() throws IOException {
        away = new SometimesAway(place, alice);
        keys = place.resolve("alice.key");
        alice.save(keys);
    }

    @AfterEach
    void close() {
        alice.close();
    }

    private DaoRef<Album> anAlbum(Trust trust) {
        return away.begun(trust, chain -> chain.store(Album.in(chain), new Album(0)));
    }

    private void work(String name, int photos) throws Exception {
        told.put(name, WorkingProgram.killedAfter(photos, away, keys, name));
    }

    /** Each program's are there from its first to the last that it was told of, and few beyond; and nothing twice. */
    private void assertAllThereOnce(Chain chain, DaoRef<Album> album) {
        List<String> there = chain
                .commit(dio -> dio.load(album).in(Album.PHOTOS).stream().map(each -> each.value().of()).toList());
        assertThat(chain.get(album).shown()).isEqualTo(there.size());
        int next = 0;
        List<String> expected = new ArrayList<>();
        for (Map.Entry<String, List<String>> program : told.entrySet()) {
            int from = next;
            while (next < there.size() && there.get(next).startsWith(program.getKey() + " ")) {
                expected.add(program.getKey() + " " + (next - from));
                next++;
            }
            assertThat(expected.subList(from, next)).startsWith(program.getValue().toArray(String[]::new))
                    .hasSizeBetween(program.getValue().size(),
                            program.getValue().size() + WorkingProgram.AT_ONCE);
        }
        assertThat(there).containsExactlyElementsOf(expected);
    }

    private void assertNextProgramSendsAll(DaoRef<Album> album) {
        try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, asAlice)) {
            chain.sync();
            assertThat(chain.outbox().commits()).isEmpty();
            assertThat(chain.outbox().damage()).isEmpty();
            assertAllThereOnce(chain, album);
        }
        try (AteClient client = away.elsewhere(); Chain chain = client.openExisting(SometimesAway.NAME, asAlice)) {
            assertAllThereOnce(chain, album);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatKilledProgramsWereToldOfOffLineTheNextOneSendsOnceAndInOrder(Trust trust) throws Exception {
        DaoRef<Album> album = anAlbum(trust);
        work("first", 1);
        work("second", 0);
        work("third", 70);
        try (AteClient client = away.worker(); Chain chain = SometimesAway.open(client, asAlice)) {
            assertAllThereOnce(chain, album);
        }
        try (AteServer _ = away.start()) {
            assertNextProgramSendsAll(album);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatProgramsThatAreKilledWhileTheySendWereToldOfIsStoredOnceAndInOrder(Trust trust) throws Exception {
        DaoRef<Album> album = anAlbum(trust);
        work("away", 60);
        try (AteServer _ = away.start()) {
            work("first", 0);
            work("second", 3);
            work("third", 90);
            work("fourth", 20);
            assertNextProgramSendsAll(album);
        }
    }
}
