package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Change;
import io.ate.Changes;
import io.ate.Checkpoint;
import io.ate.CompactedException;
import io.ate.CompactionPolicy;
import io.ate.DaoRef;
import io.ate.EventStream;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.Index;
import io.ate.KeyBundle;
import io.ate.Position;
import io.ate.Recorded;
import io.ate.Registration;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.extension.Compactor;
import io.ate.server.AteServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Servers that compact, over real sockets, and what is seen of it by whoever works with their chains. */
class CompactionTest {
    private static final String NOTES = "example.com/alice/notes";
    private static final int VERSIONS = 20;

    private final KeyBundle alice = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);

    @TempDir
    private Path folder;

    record Note(String text) {
        static final Field.Vec<Note> NOTES = Field.vec("notes", Note.class);
    }

    record Notebook(String title) {
        static final Field.Stream<Note> EVENTS = Field.stream("events", Note.class);
        static final Field.Vec<Note> PAGES = Field.vec("pages", Note.class);
    }

    @AfterEach
    void close() {
        alice.close();
    }

    /** A value that stands in a row of its own, or does not. */
    private static Note note(String text, boolean isLong) {
        return new Note(isLong ? text + " and so on".repeat(1_000) : text);
    }

    private static DaoRef<Note> overwritten(Chain chain, boolean isLong) {
        DaoRef<Note> note = chain.store(note("version 0", isLong));
        for (int i = 1; i < VERSIONS; i++) {
            Note next = note("version " + i, isLong);
            chain.run(dio -> dio.load(note).update(_ -> next));
        }
        return note;
    }

    /** What a program that comes only now is told from the beginning. */
    private List<Change<?>> told(AteServer server) throws InterruptedException {
        try (AteClient client = AteClient.create(server.address());
                Chain chain = client.openExisting(NOTES, asAlice)) {
            return Compacting.told(chain);
        }
    }

    private void awaitToldOf(AteServer server, long... sequences) throws InterruptedException {
        await(() -> {
            try {
                return told(server).stream()
                        .mapToLong(Change::sequence)
                        .boxed()
                        .toList()
                        .equals(LongStream.of(sequences).boxed().toList());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whereOldValuesAreGoneRightsAreGivenAndThingsAreAddedAsBefore(Trust trust) throws Exception {
        try (AteServer server = AteServer.open(folder, Compacting.SERVER);
                KeyBundle bob = KeyBundle.generate();
                AteClient first = AteClient.create(server.address());
                AteClient second = AteClient.create(server.address(), AteConfig.defaults(),
                        ClientConfig.defaults().owners(Set.of(alice.publicKeys())))) {
            DaoRef<Notebook> book;
            DaoRef<Note> page;
            DaoRef<Note> deeper;
            try (Chain chain = first.create(NOTES, asAlice, Genesis.of(Rules.inherit()).trust(trust))) {
                book = chain.store(new Notebook("book"));
                page = chain.commit(dio -> dio.load(book).in(Notebook.PAGES).add(new Note("first edition")).ref());
                deeper = chain.commit(dio -> dio.load(page).in(Note.NOTES).add(new Note("first remark")).ref());
                chain.overwrite(book, new Notebook("the book"));
                chain.run(dio -> dio.load(page).update(_ -> new Note("second edition")));
                chain.overwrite(page, new Note("third edition"));
                chain.overwrite(deeper, new Note("second remark"));
            }
            awaitToldOf(server, 4, 6, 7);

            try (Chain chain = second.openExisting(NOTES, asAlice)) {
                assertThat(chain.commit(dio -> dio.load(book).grantRead(bob.publicKeys())).left()).isZero();
                chain.run(dio -> dio.load(deeper).in(Note.NOTES).add(new Note("answer")));
                chain.run(dio -> dio.load(deeper).update(_ -> new Note("third remark")));
                try (Chain asBob = chain.as(Session.of(bob))) {
                    assertThat(asBob.get(page)).isEqualTo(new Note("third edition"));
                    assertThat(asBob.get(deeper)).isEqualTo(new Note("third remark"));
                }
                chain.run(dio -> dio.load(book).rules(Rules.inherit()));
                chain.run(dio -> dio.load(book).rules(Rules.inherit().readableByEveryone()));
                assertThat(chain.as(Session.none()).get(page)).isEqualTo(new Note("third edition"));
            }
            writtenByWhoComesNow(server, AteConfig.defaults(), page);
            writtenByWhoComesNow(server, AteConfig.builder().headersOnly().build(), deeper);
            writtenByWhoComesNow(server, AteConfig.defaults(), deeper);
        }
    }

    private void writtenByWhoComesNow(AteServer server, AteConfig config, DaoRef<Note> note) {
        try (AteClient client = AteClient.create(server.address(), config,
                ClientConfig.defaults().owners(Set.of(alice.publicKeys())));
                Chain chain = client.openExisting(NOTES, asAlice)) {
            chain.overwrite(note, new Note("written over"));
            chain.run(dio -> dio.load(note).in(Note.NOTES).add(new Note("added")));
            assertThat(chain.get(note)).isEqualTo(new Note("written over"));
        }
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whoComesLaterReadsWhatIsPresentAndIsToldOfNothingElse(Trust trust) throws Exception {
        try (AteServer server = AteServer.open(folder, Compacting.SERVER);
                AteClient client = AteClient.create(server.address());
                Chain chain = client.create(NOTES, asAlice, Genesis.of(Rules.inherit()).trust(trust))) {
            DaoRef<Note> brief = overwritten(chain, false);
            DaoRef<Note> lengthy = overwritten(chain, true);
            DaoRef<Note> gone = overwritten(chain, true);
            chain.run(dio -> dio.load(gone).delete());

            awaitToldOf(server, VERSIONS, 2 * VERSIONS, 3 * VERSIONS + 1);

            try (AteClient late = AteClient.create(server.address()); Chain seen = late.openExisting(NOTES, asAlice)) {
                assertThat(seen.get(brief)).isEqualTo(note("version 19", false));
                assertThat(seen.get(lengthy)).isEqualTo(note("version 19", true));
                assertThat(seen.<Boolean, RuntimeException>commit(dio -> dio.exists(gone))).isFalse();
                seen.run(dio -> dio.load(brief).update(_ -> new Note("and on")));
                chain.await(seen.sequence());
                assertThat(chain.get(brief)).isEqualTo(new Note("and on"));
            }
        }
    }

    @Test
    void aServerThatIsStartedAnewServesACompactedChain() throws Exception {
        DaoRef<Note> note;
        try (AteServer server = AteServer.open(folder, Compacting.SERVER);
                AteClient client = AteClient.create(server.address());
                Chain chain = client.open(NOTES, asAlice)) {
            note = overwritten(chain, true);
            awaitToldOf(server, VERSIONS);
        }
        try (AteServer server = AteServer.open(folder, Compacting.SERVER.compaction(CompactionPolicy.never()))) {
            assertThat(told(server)).extracting(Change::sequence).containsExactly((long) VERSIONS);
            try (AteClient client = AteClient.create(server.address());
                    Chain chain = client.openExisting(NOTES, asAlice)) {
                assertThat(chain.get(note)).isEqualTo(note("version 19", true));
            }
        }
    }

    @Test
    void anEventStreamIsLeftWhole() throws Exception {
        try (AteServer server = AteServer.open(folder, Compacting.SERVER);
                AteClient client = AteClient.create(server.address());
                Chain chain = client.open(NOTES, asAlice)) {
            DaoRef<Notebook> book = chain.store(new Notebook("of hers"));
            EventStream<Note> events = chain.stream(book, Notebook.EVENTS);
            for (int i = 0; i < VERSIONS; i++) {
                events.append(i, new Note("event " + i));
            }
            overwritten(chain, false);
            long last = 1 + 2 * VERSIONS;
            await(() -> {
                try {
                    return told(server).size() == VERSIONS + 2;
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(told(server).getLast().sequence()).isEqualTo(last);

            try (AteClient late = AteClient.create(server.address()); Chain seen = late.openExisting(NOTES, asAlice)) {
                assertThat(seen.stream(book, Notebook.EVENTS).read(0)).extracting(Recorded::value)
                        .containsExactlyElementsOf(
                                IntStream.range(0, VERSIONS).mapToObj(i -> new Note("event " + i)).toList());
            }
        }
    }

    @Test
    void whoLeavesValuesAtTheServerReadsWhatIsPresentAndIsToldWhatIsGone() throws Exception {
        try (AteServer server = AteServer.open(folder, Compacting.SERVER);
                AteClient client = AteClient.create(server.address());
                Chain chain = client.open(NOTES, asAlice);
                AteClient sparing = AteClient.create(server.address(),
                        AteConfig.builder().headersOnly().cacheBytes(0).build());
                Chain spared = sparing.openExisting(NOTES, asAlice);
                Changes changes = spared.changes(Position.START)) {
            DaoRef<Note> note = chain.store(new Note("first"));
            Change<?> first = changes.take();
            overwritten(chain, true);
            chain.run(dio -> dio.load(note).update(_ -> new Note("second")));
            awaitToldOf(server, 1 + VERSIONS, 2 + VERSIONS);

            assertThatExceptionOfType(CompactedException.class).isThrownBy(() -> ((Change.Stored<?>) first).value())
                    .withMessageContaining("sequence 1");
            spared.await(chain.sequence());
            assertThat(spared.get(note)).isEqualTo(new Note("second"));
        }
    }

    @Test
    void aFollowerThatIsFarBehindGoesOnWithWhatIsLeft() throws Exception {
        try (AteServer server = AteServer.open(folder, Compacting.SERVER);
                AteClient client = AteClient.create(server.address());
                Chain chain = client.open(NOTES, asAlice)) {
            DaoRef<Notebook> book = chain.store(new Notebook("of hers"));
            DaoRef<Note> page = chain.commit(dio -> dio.load(book).in(Notebook.PAGES).add(new Note("first")).ref());
            for (int i = 0; i < VERSIONS; i++) {
                Note next = new Note("version " + i);
                chain.run(dio -> dio.load(page).update(_ -> next));
            }
            awaitToldOf(server, 1, 2 + VERSIONS);

            LinkedBlockingQueue<Note> seen = new LinkedBlockingQueue<>();
            try (AteClient late = AteClient.create(server.address());
                    Chain followed = late.openExisting(NOTES, asAlice);
                    Registration _ = followed.follow("pages", from -> followed.bus(book, Notebook.PAGES, from),
                            (_, change) -> {
                                if (change instanceof Change.Stored<Note> stored) {
                                    seen.add(stored.value());
                                }
                            })) {
                assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo(new Note("version 19"));
                chain.run(dio -> dio.load(book).in(Notebook.PAGES).add(new Note("another")));
                assertThat(seen.poll(60, TimeUnit.SECONDS)).isEqualTo(new Note("another"));
            }
        }
    }

    @Test
    void whatAProgramWantsKeptStaysAtTheServer() throws Exception {
        List<Long> asked = new CopyOnWriteArrayList<>();
        Compactor keeping = value -> {
            asked.add(value.sequence());
            return value.header().type().equals("Notebook");
        };
        try (AteServer server = AteServer.open(folder, Compacting.SERVER.compactor(keeping));
                AteClient client = AteClient.create(server.address());
                Chain chain = client.open(NOTES, asAlice)) {
            DaoRef<Notebook> book = chain.store(new Notebook("first"));
            DaoRef<Note> note = chain.store(new Note("first"));
            chain.run(dio -> {
                dio.load(book).update(_ -> new Notebook("second"));
                dio.load(note).update(_ -> new Note("second"));
            });

            awaitToldOf(server, 1, 3, 4);

            assertThat(told(server).getFirst()).isInstanceOfSatisfying(Change.Stored.class,
                    stored -> assertThat(stored.sequence()).isEqualTo(1));
            assertThat(asked).contains(1L, 2L).doesNotContain(3L, 4L);
        }
    }

    @Test
    void indexesAndCheckpointsGoOnOverACompactedChain() throws Exception {
        try (AteServer server = AteServer.open(folder, Compacting.SERVER);
                AteClient client = AteClient.create(server.address());
                Chain chain = client.open(NOTES, asAlice)) {
            DaoRef<Note> note = overwritten(chain, false);
            awaitToldOf(server, VERSIONS);
            try (AteClient late = AteClient.create(server.address());
                    Chain seen = late.openExisting(NOTES, asAlice);
                    Index<Note, String> index = seen.index(Note.class, Note::text)) {
                assertThat(index.equal("version 19")).extracting(Index.Entry::ref).containsExactly(note);
                Checkpoint checkpoint = seen.checkpoint("late");
                assertThat(checkpoint.position()).isEqualTo(Position.START);
            }
        }
    }
}
