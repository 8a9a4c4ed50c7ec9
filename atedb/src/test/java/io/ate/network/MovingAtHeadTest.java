package io.ate.network;

import io.ate.Chain;
import io.ate.ChainUnavailableException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.KeyBundle;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A chain at its head that goes on, by this program's own writing and by others'. */
class MovingAtHeadTest {
    private static final String NOTES = "example.com/alice/notes";
    private static final Duration LONG = Duration.ofMinutes(5);

    private final KeyBundle alice = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);
    private final AteServer server = AteServer.inMemory();
    private final AteClient client = AteClient.create(server.address());
    private final AteClient atHead = AteClient.create(server.address());
    private final Chain others = client.open(NOTES, asAlice);
    private final Chain head = atHead.openAtHead(NOTES, asAlice).within(LONG);

    record Note(String text) {}

    @AfterEach
    void close() {
        atHead.close();
        client.close();
        server.close();
        alice.close();
    }

    @Test
    void whatAnotherProgramHasWrittenCanBeAwaited() {
        DaoRef<Note> milk = others.store(new Note("milk"));
        head.await(others.sequence());
        assertThat(head.sequence()).isEqualTo(others.sequence());
        assertThat(head.get(milk)).isEqualTo(new Note("milk"));
    }

    @Test
    void whatAnotherProgramWillWriteCanBeAwaited() throws Exception {
        others.store(new Note("milk"));
        long next = others.sequence() + 1;
        CompletableFuture<Void> awaited = CompletableFuture.runAsync(() -> head.await(next),
                Thread::startVirtualThread);
        assertThatExceptionOfType(ChainUnavailableException.class)
                .isThrownBy(() -> head.within(Duration.ofMillis(100)).await(next));
        assertThat(awaited).isNotDone();
        others.store(new Note("bread"));
        awaited.get(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(head.sequence()).isEqualTo(next);
    }

    @Test
    void afterAWriteTheSequenceIsThatOfTheWrite() {
        head.store(new Note("milk"));
        long written = head.sequence();
        others.await(written);
        assertThat(written).isEqualTo(others.sequence());
        head.await(written);
    }

    @Test
    void afterSyncingAllIsKnownThatTheServerHad() {
        assertThat(head.sync()).isEqualTo(others.sync());
        others.store(new Note("milk"));
        assertThat(head.sync()).isEqualTo(others.sequence());
        assertThat(head.sequence()).isEqualTo(others.sequence());
    }

    @Test
    void whatNobodyElseWritesIsNoConflictHoweverManyLookAtOnce() throws Exception {
        List<DaoRef<Note>> notes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            notes.add(others.store(new Note("")));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (DaoRef<Note> mine : notes) {
                done.add(threads.submit(() -> {
                    for (int n = 0; n < 10; n++) {
                        head.commitAsync(dio -> {
                            Dao<Note> note = dio.load(mine);
                            note.requireUnchanged();
                            note.update(before -> new Note(before.text() + "x"));
                            return note;
                        }).get();
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
        assertThat(notes).allSatisfy(each -> assertThat(head.get(each)).isEqualTo(new Note("x".repeat(10))));
    }

    @Test
    void whatAUnitOfWorkHasLookedAtIsFetchedAtOnceWhenItIsRunAgainWhateverOthersLookAt() {
        Chain.Body<Integer, RuntimeException> body = outrunOnce();
        assertThat(head.commit(body)).isEqualTo(2);
    }

    @Test
    void soItIsWhereNobodyWaitsForTheCommit() {
        Chain.Body<Integer, RuntimeException> body = outrunOnce();
        assertThat(head.commitAsync(body).join()).isEqualTo(2);
    }

    /**
     * Each run has the chain move on between two looks, and somebody else look before the next; how many there were.
     */
    private Chain.Body<Integer, RuntimeException> outrunOnce() {
        DaoRef<Note> one = others.store(new Note("one"));
        DaoRef<Note> two = others.store(new Note("two"));
        DaoRef<Note> another = others.store(new Note("another"));
        AtomicInteger runs = new AtomicInteger();
        return dio -> {
            assertThat(runs.incrementAndGet()).isLessThanOrEqualTo(2);
            assertThat(dio.load(one).value()).isEqualTo(new Note("one"));
            others.overwrite(another, new Note("moved on"));
            try {
                assertThat(dio.load(two).value()).isEqualTo(new Note("two"));
            } finally {
                assertThat(head.get(another)).isEqualTo(new Note("moved on"));
            }
            return runs.get();
        };
    }

    @Test
    void whatIsMoreThanOneInquiryTakesIsAllOfOneHead() {
        List<DaoRef<Note>> notes = stored(100);
        AtomicInteger runs = new AtomicInteger();
        List<Note> read = head.commit(dio -> {
            assertThat(runs.incrementAndGet()).isLessThanOrEqualTo(2);
            notes.subList(0, 99).forEach(each -> dio.load(each).value());
            others.overwrite(notes.getFirst(), new Note("run " + runs));
            dio.load(notes.getLast()).value();
            return notes.stream().map(each -> dio.load(each).value()).toList();
        });
        assertThat(runs).hasValue(2);
        assertThat(read.getFirst()).isEqualTo(new Note("run 1"));
        assertThat(read.subList(1, 100)).isEqualTo(notes.subList(1, 100).stream().map(others::get).toList());
    }

    private List<DaoRef<Note>> stored(int count) {
        return others.commit(
                dio -> IntStream.range(0, count).mapToObj(i -> dio.store(new Note("note " + i)).ref()).toList());
    }

    @Test
    void aCommitOfSeveralObjectsIsSentThoughTheChainMovesWhileTheyAreRead() throws Exception {
        DaoRef<Note> one = others.store(new Note("one"));
        DaoRef<Note> two = others.store(new Note("two"));
        DaoRef<Note> busy = others.store(new Note(""));
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            while (!stop.get()) {
                others.overwrite(busy, new Note(""));
            }
        }, Thread::startVirtualThread);
        try {
            for (int i = 0; i < 20; i++) {
                String text = "round " + i;
                head.commitAsync(dio -> {
                    assertThat(dio.load(one).value()).isEqualTo(new Note("one"));
                    dio.load(two).update(_ -> new Note(text));
                    return null;
                }).get();
                assertThat(head.get(two)).isEqualTo(new Note(text));
            }
        } finally {
            stop.set(true);
            writing.join();
        }
    }
}
