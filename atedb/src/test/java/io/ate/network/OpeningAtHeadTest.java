package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.HistoryNeededException;
import io.ate.KeyBundle;
import io.ate.NoReadAuthorityException;
import io.ate.NoSuchChainException;
import io.ate.Position;
import io.ate.Rules;
import io.ate.Service;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.server.AteServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A chain that is opened at its head: single objects are read and written as with the history, none of which is sent.
 */
class OpeningAtHeadTest {
    private static final String NOTES = "example.com/alice/notes";
    private static final Service<Note, Note> ECHO = Service.of("echo", Note.class, Note.class);

    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);
    private final Session asBob = Session.of(bob);
    private final AteServer server = AteServer.inMemory();
    private final AteClient client = AteClient.create(server.address());
    private final AteClient atHead = AteClient.create(server.address());

    record Note(String text) {
        static final Field.Vec<Note> REMARKS = Field.vec("remarks", Note.class);
        static final Field.Stream<Note> HISTORY = Field.stream("history", Note.class);
    }

    @AfterEach
    void close() {
        atHead.close();
        client.close();
        server.close();
        alice.close();
        bob.close();
    }

    private AteClient trusting() {
        return AteClient.create(server.address(), AteConfig.defaults(), ClientConfig.defaults().trustOnFirstUse(true));
    }

    @Test
    void anObjectIsReadByItsIdAndByItsName() {
        try (Chain written = client.open(NOTES, asAlice)) {
            DaoRef<Note> nameless = written.store(new Note("milk"));
            written.run(dio -> dio.store(dio.ref(Note.class, "shopping"), new Note("bread")));
            written.run(dio -> dio.load(nameless).update(_ -> new Note("more milk")));
            try (Chain head = atHead.openAtHead(NOTES, asAlice)) {
                assertThat(head.get(nameless)).isEqualTo(new Note("more milk"));
                assertThat(head.get(head.ref(Note.class, "shopping"))).isEqualTo(new Note("bread"));
                assertThat(head.find(head.ref(Note.class, "nothing"))).isEmpty();
                assertThat(head.sequence()).isEqualTo(written.sequence());
            }
        }
    }

    @Test
    void whatIsKnownOfAnObjectIsTheSameAsWithTheHistory() {
        try (Chain written = client.open(NOTES, asAlice)) {
            DaoRef<Note> ref = written.store(new Note("milk"));
            written.run(dio -> dio.load(ref).update(_ -> new Note("more milk")));
            try (Chain head = atHead.openAtHead(NOTES, asAlice)) {
                String here = head.commit(dio -> told(dio.load(ref)));
                assertThat(here).isEqualTo(written.commit(dio -> told(dio.load(ref))));
            }
        }
    }

    private static String told(Dao<Note> note) {
        return note.key() + " " + note.version() + " " + note.created() + " " + note.updated() + " " + note.parent()
                + " " + note.rulesInForce();
    }

    @Test
    void objectsAreStoredChangedAndDeleted() {
        try (Chain others = client.open(NOTES, asAlice); Chain head = atHead.openAtHead(NOTES, asAlice)) {
            DaoRef<Note> nameless = head.store(new Note("milk"));
            head.run(dio -> dio.store(dio.ref(Note.class, "shopping"), new Note("bread")));
            head.run(dio -> dio.load(nameless).update(note -> new Note("more " + note.text())));
            head.run(dio -> dio.overwrite(dio.ref(Note.class, "shopping"), new Note("cheese")));
            DaoRef<Note> gone = head.store(new Note("nothing"));
            head.delete(gone);

            others.await(head.sequence());
            others.sync();
            assertThat(others.get(nameless)).isEqualTo(new Note("more milk"));
            assertThat(others.get(others.ref(Note.class, "shopping"))).isEqualTo(new Note("cheese"));
            assertThat(others.find(gone)).isEmpty();
            assertThat(head.find(gone)).isEmpty();
        }
    }

    @Test
    void whatOthersHaveChangedMeanwhileIsAConflictAndTheBodyIsRunAgain() {
        try (Chain others = client.open(NOTES, asAlice); Chain head = atHead.openAtHead(NOTES, asAlice)) {
            DaoRef<Note> ref = others.store(new Note("0"));
            AtomicInteger runs = new AtomicInteger();
            head.run(dio -> {
                Dao<Note> note = dio.load(ref);
                if (runs.incrementAndGet() == 1) {
                    others.run(other -> other.load(ref).update(_ -> new Note("others'")));
                }
                note.update(present -> new Note(present.text() + " and mine"));
            });
            assertThat(runs).hasValue(2);
            assertThat(head.get(ref)).isEqualTo(new Note("others' and mine"));
        }
    }

    @Test
    void objectsDeepBelowOthersAndWithRulesOfTheirOwnAreRead() {
        try (Chain written = client.create(NOTES, asAlice,
                Genesis.of(Rules.inherit().readableBy(alice.publicKeys(), bob.publicKeys())))) {
            DaoRef<Note> top = written.store(new Note("top"));
            DaoRef<Note> middle = written.commit(dio -> dio.load(top).in(Note.REMARKS).add(new Note("middle")).ref());
            DaoRef<Note> low = written.commit(dio -> dio.load(middle).in(Note.REMARKS).add(new Note("low")).ref());
            written.run(dio -> dio.load(middle).rules(Rules.inherit().readableBy(alice.publicKeys())));
            written.run(dio -> dio.chainRules()
                    .rules(Rules.inherit()
                            .readableBy(alice.publicKeys(), bob.publicKeys())
                            .writableBy(alice.publicKeys(), bob.publicKeys())
                            .controlledBy(alice.publicKeys())));
            try (AteClient trusting = trusting();
                    Chain head = atHead.openAtHead(NOTES, asAlice);
                    Chain bobs = trusting.openAtHead(NOTES, asBob)) {
                assertThat(head.get(low)).isEqualTo(new Note("low"));
                assertThat(bobs.get(top)).isEqualTo(new Note("top"));
                assertThatThrownBy(() -> bobs.get(low)).isInstanceOf(NoReadAuthorityException.class);
                head.run(dio -> dio.load(low).update(_ -> new Note("lower")));
                bobs.run(dio -> dio.load(top).update(_ -> new Note("bob's")));
            }
            written.sync();
            assertThat(written.get(low)).isEqualTo(new Note("lower"));
            assertThat(written.get(top)).isEqualTo(new Note("bob's"));
        }
    }

    @Test
    void valuesInClearAreReadByWhoShowsNoKey() {
        try (Chain written = client.create(NOTES, asAlice, Genesis.of(Rules.inherit().readableByEveryone()))) {
            DaoRef<Note> ref = written.store(new Note("for all"));
            written.run(dio -> {
                for (int i = 0; i < 100; i++) {
                    dio.store(dio.ref(Note.class, "note " + i), new Note("note " + i));
                }
            });
            try (AteClient trusting = trusting();
                    Chain head = trusting.openAtHead(NOTES, Session.none());
                    Chain writing = atHead.openAtHead(NOTES, asAlice)) {
                assertThat(head.get(ref)).isEqualTo(new Note("for all"));
                assertThat(head.get(head.ref(Note.class, "note 77"))).isEqualTo(new Note("note 77"));
                writing.run(dio -> dio.store(dio.ref(Note.class, "new"), new Note("new")));
                assertThat(head.get(head.ref(Note.class, "new"))).isEqualTo(new Note("new"));
            }
        }
    }

    @Test
    void longValuesAreFetchedWhenTheyAreRead() {
        Note novel = new Note("all happy families ".repeat(20_000));
        try (Chain written = client.open(NOTES, asAlice)) {
            DaoRef<Note> ref = written.store(novel);
            try (Chain head = atHead.openAtHead(NOTES, asAlice)) {
                for (int i = 0; i < 10; i++) { // more than the credit that there is at first
                    assertThat(head.get(ref)).isEqualTo(novel);
                }
            }
        }
    }

    @Test
    void whatTakesTheHistoryIsRefused() {
        try (Chain written = client.open(NOTES, asAlice)) {
            DaoRef<Note> one = written.store(new Note("one"));
            DaoRef<Note> two = written.store(new Note("two"));
            written.run(dio -> dio.load(two).moveTo(dio.load(one).in(Note.REMARKS)));
            try (Chain head = atHead.openAtHead(NOTES, asAlice)) {
                assertThatThrownBy(() -> head.get(two)).isInstanceOf(HistoryNeededException.class);
                List<ThrowingCallable> refused = List.of(
                        () -> head.run(dio -> dio.roots(Note.class).forEach(Dao::value)),
                        () -> head.run(dio -> dio.load(one).in(Note.REMARKS).size()), () -> head.bus(one, Note.REMARKS),
                        () -> head.bus(Note.class), () -> head.changes(Position.START),
                        () -> head.follow("follower", head::changes, (_, _) -> {
                        }), () -> head.queue(one, Note.REMARKS).serve((_, _) -> {
                        }), () -> head.queue(one, Note.REMARKS).poll(Duration.ZERO, (_, _) -> {
                        }), () -> head.index(Note.class, Note::text),
                        () -> head.index(one, Note.REMARKS, Note::text),
                        () -> head.view(Note.class, 0, (sum, _) -> sum + 1, (sum, _) -> sum - 1),
                        () -> head.view(one, Note.REMARKS, 0, (sum, _) -> sum + 1, (sum, _) -> sum - 1),
                        () -> head.serve(ECHO, note -> note), () -> head.invoke(ECHO, new Note("hi")),
                        () -> head.invokeAsync(ECHO, new Note("hi")), () -> head.invokeDurably(ECHO, new Note("hi")),
                        () -> head.submit(ECHO, new Note("hi")), () -> head.tryLock(one), () -> head.lock(one),
                        () -> head.run(dio -> dio.load(one).lock()),
                        () -> head.stream(one, Note.HISTORY).append(new Note("recorded")),
                        () -> head.stream(one, Note.HISTORY).revision(),
                        () -> head.stream(one, Note.HISTORY).subscribe(0));
                assertThat(refused).allSatisfy(each -> assertThatThrownBy(each)
                        .isInstanceOf(HistoryNeededException.class)
                        .hasMessageEndingWith("open it in full"));
                assertThat(head.get(one)).isEqualTo(new Note("one"));
            }
        }
    }

    @Test
    void whatTakesTheHistoryDoesNotStandInTheWayOfWhatDoesNot() {
        try (Chain written = client.open(NOTES, asAlice)) {
            DaoRef<Note> one = written.store(new Note("one"));
            DaoRef<Note> moved = written.store(new Note("moved"));
            written.run(dio -> dio.load(moved).moveTo(dio.load(one).in(Note.REMARKS)));
            try (Chain head = atHead.openAtHead(NOTES, asAlice)) {
                Note read = head.commit(dio -> {
                    assertThatThrownBy(() -> dio.load(moved)).isInstanceOf(HistoryNeededException.class);
                    return dio.load(one).value();
                });
                assertThat(read).isEqualTo(new Note("one"));
            }
        }
    }

    @Test
    void aUnitOfWorkLooksAtSoManyObjectsAndNotAtMore() {
        try (Chain written = client.open(NOTES, asAlice)) {
            List<DaoRef<Note>> notes = written.commit(
                    dio -> IntStream.range(0, 257).mapToObj(i -> dio.store(new Note("note " + i)).ref()).toList());
            try (Chain head = atHead.openAtHead(NOTES, asAlice)) {
                List<Note> read = head.commit(
                        dio -> notes.stream().limit(256).map(each -> dio.load(each).value()).toList());
                assertThat(read).hasSize(256).endsWith(new Note("note 255"));
                assertThatThrownBy(() -> head.run(dio -> notes.forEach(each -> dio.load(each).value())))
                        .isInstanceOf(HistoryNeededException.class)
                        .hasMessageContaining("more than 256 objects");
            }
        }
    }

    @Test
    void chainsInDistributedTrustAreOpenedInFull() {
        try (Chain _ = client.create(NOTES, asAlice, Genesis.of(Rules.inherit()).distributed())) {
            assertThatThrownBy(() -> atHead.openAtHead(NOTES, asAlice)).isInstanceOf(HistoryNeededException.class);
        }
    }

    @Test
    void manyReadersAtOnceWaitForOneAnother() {
        try (Chain others = client.open(NOTES, asAlice); Chain head = atHead.openAtHead(NOTES, asAlice)) {
            DaoRef<Note> ref = others.store(new Note("milk"));
            others.sync();
            List<CompletableFuture<Note>> readers = IntStream.range(0, 64)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(() -> head.get(ref), Thread::startVirtualThread))
                    .toList();
            readers.forEach(each -> assertThat(each.join()).isEqualTo(new Note("milk")));
        }
    }

    @Test
    void whatIsLookedAtOneAfterTheOtherIsSentOnce() throws IOException {
        CountedBytes sent = new CountedBytes();
        Random random = new Random(5);
        int length = 30_000;
        int port = URI.create(server.address()).getPort();
        try (Chain written = client.open(NOTES, asAlice); CuttingProxy proxy = new CuttingProxy(port, sent)) {
            List<DaoRef<Note>> notes = IntStream.range(0, 12).mapToObj(_ -> {
                byte[] bytes = new byte[length / 2];
                random.nextBytes(bytes);
                return written.store(new Note(HexFormat.of().formatHex(bytes)));
            }).toList();
            written.sync();
            try (AteClient counted = AteClient.create(proxy.of(server.address()));
                    Chain head = counted.openAtHead(NOTES, asAlice)) {
                head.run(dio -> notes
                        .forEach(each -> assertThat(dio.load(each).value()).isEqualTo(written.get(each))));
            }
            assertThat(sent.count()).isBetween(1L, 2L * notes.size() * length);
        }
    }

    @Test
    void noneOfTheHistoryIsSent() throws IOException {
        CountedBytes sent = new CountedBytes();
        int port = URI.create(server.address()).getPort();
        try (Chain written = client.open(NOTES, asAlice); CuttingProxy proxy = new CuttingProxy(port, sent)) {
            DaoRef<Note> one = written.store(new Note("one"));
            for (int commit = 0; commit < 10; commit++) {
                written.run(dio -> {
                    for (int i = 0; i < 500; i++) {
                        dio.store(new Note("one of thousands"));
                    }
                });
            }
            String through = proxy.of(server.address());
            try (AteClient counted = AteClient.create(through);
                    Chain head = counted.openAtHead(NOTES, asAlice)) {
                assertThat(head.get(one)).isEqualTo(new Note("one"));
                head.run(dio -> dio.load(one).update(_ -> new Note("two")));
                written.sync();
                assertThat(written.get(one)).isEqualTo(new Note("two"));
            }
            assertThat(sent.count()).isBetween(1L, 64_000L);
            try (AteClient counted = AteClient.create(through); Chain full = counted.openExisting(NOTES, asAlice)) {
                assertThat(full.get(one)).isEqualTo(new Note("two"));
            }
            assertThat(sent.count()).isGreaterThan(640_000L);
        }
    }

    @Test
    void aChainThatIsNotThereIsNotCreated() {
        assertThatThrownBy(() -> atHead.openAtHead(NOTES, asAlice)).isInstanceOf(NoSuchChainException.class);
    }
}
