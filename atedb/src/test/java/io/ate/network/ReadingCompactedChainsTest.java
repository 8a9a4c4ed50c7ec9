package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Change;
import io.ate.Changes;
import io.ate.CompactedException;
import io.ate.CorruptionException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.EventStream;
import io.ate.Field;
import io.ate.Genesis;
import io.ate.Index;
import io.ate.KeyBundle;
import io.ate.MaterializedView;
import io.ate.Offline;
import io.ate.Position;
import io.ate.PublicKeys;
import io.ate.Recorded;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.server.AteServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What programs read of a chain that is compacted under their hands. */
class ReadingCompactedChainsTest {
    private static final String NOTES = "example.com/alice/notes";

    private final KeyBundle alice = KeyBundle.generate();
    private final Session asAlice = Session.of(alice);

    @TempDir
    private Path folder;

    private static final int ACCOUNTS = 20;

    record Note(String text) {}

    record Account(int id, long balance) {
        Account plus(long amount) {
            return new Account(id, balance + amount);
        }
    }

    record Notebook(String title) {
        static final Field.Stream<Note> EVENTS = Field.stream("events", Note.class);
    }

    @AfterEach
    void close() {
        alice.close();
    }

    private static List<Long> told(Chain chain) throws InterruptedException {
        return Compacting.told(chain).stream().map(Change::sequence).toList();
    }

    private static DaoRef<Notebook> aBookOfTwoEvents(Chain chain) {
        DaoRef<Notebook> book = chain.store(new Notebook("of both"));
        chain.stream(book, Notebook.EVENTS).append(List.of(new Note("first"), new Note("second")));
        return book;
    }

    /** What is told up to that sequence, as soon as there is a connection again. */
    private static List<Long> untilTold(Changes changes, long last) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        List<Long> told = new ArrayList<>();
        while (told.isEmpty() || told.getLast() < last) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            changes.poll(Duration.ofSeconds(1)).map(Change::sequence).ifPresent(told::add);
        }
        return told;
    }

    /** Waits until who comes now is told what {@code enough} says. */
    private void awaitTold(AteServer server, Predicate<List<Long>> enough) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        for (boolean done = false; !done;) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            try (AteClient late = AteClient.create(server.address()); Chain chain = late.openExisting(NOTES, asAlice)) {
                done = enough.test(told(chain));
            }
        }
    }

    @Test
    void whatCannotBeLookedAtNowIsToldLaterTogetherWithWhatFollowsItInItsCommit() throws Exception {
        AteConfig headersOnly = AteConfig.builder().headersOnly().cacheBytes(0).offline(Offline.READ).build();
        try (AteServer server = AteServer.open(folder, Compacting.SERVER);
                AteClient client = AteClient.create(server.address());
                Chain chain = client.create(NOTES, asAlice,
                        Genesis.of(Rules.inherit()).trust(Trust.DISTRIBUTED))) {
            DaoRef<Note> overwritten = chain.commit(dio -> {
                dio.store(new Note("first"));
                DaoRef<Note> second = dio.store(new Note("second")).ref();
                dio.store(new Note("third"));
                return second;
            });
            chain.run(dio -> dio.load(overwritten).update(_ -> new Note("fourth")));
            awaitTold(server, List.of(1L, 3L, 4L)::equals);

            try (AteClient sparing = AteClient.create(server.address(), headersOnly);
                    Chain spared = sparing.openExisting(NOTES, asAlice);
                    Changes changes = spared.changes(Position.START)) {
                sparing.offline();
                assertThat(changes.poll(Duration.ZERO)).as("of what there is to tell nothing is known yet").isEmpty();
                assertThat(changes.position()).isEqualTo(Position.START);
                sparing.online();

                assertThat(untilTold(changes, 4)).containsExactly(1L, 3L, 4L);
            }
        }
    }

    @Test
    void aBodyReadsAnewWhatWasOverwrittenAndRemovedBeforeItsValueCame() throws Exception {
        AteConfig headersOnly = AteConfig.builder().headersOnly().cacheBytes(0).build();
        try (AteServer server = AteServer.open(folder, Compacting.SERVER);
                AteClient client = AteClient.create(server.address());
                Chain chain = client.open(NOTES, asAlice);
                AteClient sparing = AteClient.create(server.address(), headersOnly);
                Chain spared = sparing.openExisting(NOTES, asAlice)) {
            DaoRef<Note> note = chain.store(new Note("first"));
            spared.await(chain.sequence());
            AtomicInteger runs = new AtomicInteger();
            List<Dao<Note>> seen = new ArrayList<>();

            Note read = spared.commit(dio -> {
                Dao<Note> loaded = dio.load(note);
                if (runs.incrementAndGet() == 1) {
                    seen.add(dio.load(note));
                    chain.run(other -> other.load(note).update(_ -> new Note("second")));
                    awaitTold(server, List.of(2L)::equals);
                }
                return loaded.value();
            });

            assertThat(read).isEqualTo(new Note("second"));
            assertThat(runs).hasValue(2);
            assertThatExceptionOfType(CompactedException.class).as("who asks when it is over")
                    .isThrownBy(() -> seen.getFirst().value());
        }
    }

    @Test
    void anEventStreamIsReadThatWasSealedAnewBySomebodyWhoHasNoRightsThereAnyMore() throws Exception {
        try (KeyBundle bobsKeys = KeyBundle.generate();
                KeyBundle carolsKeys = KeyBundle.generate();
                AteServer server = AteServer.open(folder, Compacting.SERVER);
                AteClient client = AteClient.create(server.address());
                Chain chain = client.open(NOTES, asAlice)) {
            PublicKeys bob = bobsKeys.publicKeys();
            PublicKeys hers = alice.publicKeys();
            DaoRef<Notebook> book = aBookOfTwoEvents(chain);
            Rules ofBoth = Rules.inherit().writableBy(hers, bob).controlledBy(hers, bob);
            chain.run(dio -> {
                dio.chainRules().grantWrite(bob);
                dio.chainRules().grantRead(bob);
                dio.load(book).rules(ofBoth);
            });
            try (Chain bobs = chain.as(Session.of(bobsKeys))) {
                bobs.run(dio -> dio.load(book).rules(ofBoth.readableBy(hers, bob, carolsKeys.publicKeys())));
            }
            long sealedAnew = chain.sequence();
            chain.run(dio -> {
                dio.chainRules().revokeWrite(bob.id());
                dio.load(book).rules(Rules.inherit().readableBy(hers).writableBy(hers).controlledBy(hers));
                dio.load(book).update(_ -> new Notebook("of alice"));
            });
            awaitTold(server, told -> !told.contains(1L));

            try (AteClient late = AteClient.create(server.address()); Chain seen = late.openExisting(NOTES, asAlice)) {
                assertThat(seen.stream(book, Notebook.EVENTS).read(0)).extracting(Recorded::value)
                        .containsExactly(new Note("first"), new Note("second"));
                assertThat(told(seen)).contains(2L, 3L).doesNotContain(sealedAnew);
            }
        }
    }

    @Test
    void anEventStreamIsReadThatWasSealedAnewForOthers() throws Exception {
        try (KeyBundle bobsKeys = KeyBundle.generate();
                AteServer server = AteServer.open(folder, Compacting.SERVER);
                AteClient client = AteClient.create(server.address());
                Chain chain = client.open(NOTES, asAlice)) {
            PublicKeys bob = bobsKeys.publicKeys();
            PublicKeys hers = alice.publicKeys();
            DaoRef<Notebook> book = aBookOfTwoEvents(chain);
            chain.run(dio -> dio.load(book)
                    .rules(Rules.inherit().readableBy(hers, bob).writableBy(hers, bob).controlledBy(hers)));
            long sealedAnew = chain.sequence();
            chain.overwrite(book, new Notebook("of both of them"));
            awaitTold(server, told -> !told.contains(1L));

            try (AteClient late = AteClient.create(server.address()); Chain seen = late.openExisting(NOTES, asAlice)) {
                EventStream<Note> left = seen.stream(book, Notebook.EVENTS);
                assertThat(left.read(0)).extracting(Recorded::value)
                        .containsExactly(new Note("first"), new Note("second"));
                assertThat(left.at(2).origin().sequence()).isEqualTo(3);
                DaoRef<Note> second = left.at(2).ref();
                try (AteClient another = AteClient.create(server.address(), AteConfig.defaults(),
                        ClientConfig.defaults().owners(Set.of(hers)));
                        Chain bobs = another.openExisting(NOTES, Session.of(bobsKeys))) {
                    bobs.run(dio -> {
                        var _ = dio.load(book).in(Field.vec("events", Note.class)); // what his program takes it for
                        dio.overwrite(second, new Note("something else"));
                    });
                }
                awaitTold(server, told -> !told.contains(sealedAnew) && !told.contains(3L));
                assertThatExceptionOfType(CorruptionException.class).as("by who may only write")
                        .isThrownBy(() -> left.at(2));
            }
        }
    }

    @Test
    void whatIsMadeOfAllObjectsIsNeverMadeOfAStateOfWhichPartsAreGone() throws Exception {
        AteConfig headersOnly = AteConfig.builder().headersOnly().cacheBytes(0).build();
        try (AteServer server = AteServer.open(folder, Compacting.SERVER);
                AteClient client = AteClient.create(server.address());
                Chain chain = client.open(NOTES, asAlice);
                AteClient sparing = AteClient.create(server.address(), headersOnly)) {
            List<DaoRef<Account>> accounts = chain.commit(dio -> IntStream.range(0, ACCOUNTS)
                    .mapToObj(id -> dio.store(new Account(id, 100)).ref())
                    .toList());
            try (Chain spared = sparing.openExisting(NOTES, asAlice);
                    MaterializedView<Long> total = spared.view(Account.class, 0L,
                            (sum, each) -> sum + each.balance(), (sum, each) -> sum - each.balance());
                    Index<Account, Integer> byId = spared.index(Account.class, Account::id)) {
                CompletableFuture<Long> paid = CompletableFuture.supplyAsync(() -> payAround(chain, accounts));

                Set<Long> totals = new HashSet<>();
                Set<Integer> sizes = new HashSet<>();
                while (!paid.isDone() || total.sequence() < paid.join() || byId.sequence() < paid.join()) {
                    totals.add(total.get());
                    sizes.add(byId.all().size());
                }

                assertThat(totals).containsExactly(100L * ACCOUNTS);
                assertThat(sizes).containsExactly(ACCOUNTS);
                assertThat(total.unreadable()).isZero();
            }
        }
    }

    /** Each pays the next one, many times over. Gives the sequence up to which that goes. */
    private static long payAround(Chain chain, List<DaoRef<Account>> accounts) {
        for (int i = 0; i < 20 * ACCOUNTS; i++) {
            DaoRef<Account> from = accounts.get(i % ACCOUNTS);
            DaoRef<Account> to = accounts.get((i + 1) % ACCOUNTS);
            chain.run(dio -> {
                dio.load(from).update(each -> each.plus(-1));
                dio.load(to).update(each -> each.plus(1));
            });
        }
        return chain.sequence();
    }
}
