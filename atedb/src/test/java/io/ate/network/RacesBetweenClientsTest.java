package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainId;
import io.ate.ConflictException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.NoReadAuthorityException;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.Reason;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.server.AteServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Two programs that want to change the same thing at one server, in both trust modes. */
class RacesBetweenClientsTest {
    private static final String CHAIN = "example.com/alice/race";
    private static final AteConfig PATIENT = AteConfig.builder().deadline(Duration.ofSeconds(60)).build();

    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();
    private final KeyBundle carol = KeyBundle.generate();
    private final AteServer server = AteServer.inMemory();
    private final AteClient one = AteClient.create(server.address(), PATIENT);
    private final AteClient two = AteClient.create(server.address(), PATIENT,
            ClientConfig.defaults().owners(Set.of(alice.publicKeys())));
    private final AtomicInteger runs = new AtomicInteger();

    record Note(String text) {}

    @AfterEach
    void close() {
        one.close();
        two.close();
        server.close();
        alice.close();
        bob.close();
        carol.close();
    }

    private Chain create(Trust trust) {
        return one.create(CHAIN, Session.of(alice), Genesis.of(Rules.inherit()).trust(trust));
    }

    private Chain other(KeyBundle keys) {
        return two.openExisting(CHAIN, Session.of(keys));
    }

    @ParameterizedTest
    @EnumSource
    void grantsOfBothAtOnceAreAllKept(Trust trust) throws Exception {
        List<PublicKeys> readers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            try (KeyBundle each = KeyBundle.generate()) {
                readers.add(each.publicKeys());
            }
        }
        try (Chain a = create(trust);
                Chain b = other(alice);
                ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < readers.size(); i++) {
                Chain mine = i % 2 == 0 ? a : b;
                PublicKeys reader = readers.get(i);
                done.add(people.submit(() -> mine.run(dio -> dio.chainRules().grantRead(reader))));
            }
            for (Future<?> each : done) {
                each.get();
            }

            // Its condition holds only on the state that all of them have left.
            a.run(dio -> dio.chainRules().grantWrite(bob.publicKeys()));
            List<PublicKeys> now = a.commit(dio -> readersOf(dio.chainRules().rules()));
            assertThat(now).containsAll(readers).hasSize(readers.size() + 1);
        }
    }

    @Test
    void ofThoseWhoOpenAMissingChainAtOnceOneIsToldThatItCreatedIt() throws Exception {
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 5; round++) {
                String name = CHAIN + round;
                List<ChainId> created = new CopyOnWriteArrayList<>();
                List<Future<ChainId>> opened = Stream.of(one, two, one, two)
                        .map(client -> people.submit(() -> {
                            try (Chain chain = client.open(name, Session.of(alice), own -> created.add(own.id()))) {
                                return chain.id();
                            }
                        }))
                        .toList();
                List<ChainId> ids = new ArrayList<>();
                for (Future<ChainId> each : opened) {
                    ids.add(each.get());
                }
                assertThat(created).as("round %s", round).hasSize(1);
                assertThat(ids).as("round %s", round).containsOnly(created.getFirst());
            }
        }
    }

    private static List<PublicKeys> readersOf(Rules rules) {
        return ((Rules.Who.Only) rules.readers()).keys();
    }

    @ParameterizedTest
    @EnumSource
    void anOverwriteTogetherWithAGrantLosesNoGrantOfTheOther(Trust trust) {
        try (Chain a = create(trust)) {
            DaoRef<Note> note = a.store(new Note("old"), Rules.inherit().readableBy(alice.publicKeys()));
            try (Chain b = other(alice)) {
                a.run(dio -> {
                    Dao<Note> mine = dio.load(note);
                    mine.overwrite(new Note("new"));
                    if (runs.incrementAndGet() == 1) {
                        b.run(theirs -> theirs.load(note).grantRead(bob.publicKeys()));
                    }
                    mine.grantRead(carol.publicKeys());
                });
            }

            assertThat(runs).hasValueGreaterThan(1);
            List<PublicKeys> readers = a.commit(dio -> readersOf(dio.load(note).rules()));
            assertThat(readers).containsExactlyInAnyOrder(alice.publicKeys(), bob.publicKeys(), carol.publicKeys());
            assertThat(a.get(note)).isEqualTo(new Note("new"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsOverwrittenAcrossARevocationIsSealedForThoseWhoRemain(Trust trust) {
        try (Chain a = create(trust)) {
            DaoRef<Note> note = a.store(new Note("for both"),
                    Rules.inherit().readableBy(alice.publicKeys(), bob.publicKeys()));
            try (Chain b = other(alice)) {
                a.run(dio -> {
                    Dao<Note> mine = dio.load(note);
                    if (runs.incrementAndGet() == 1) {
                        b.run(theirs -> theirs.load(note).revokeRead(bob.id()));
                    }
                    mine.overwrite(new Note("for alice"));
                });
            }

            assertThat(runs).as("only sealed again").hasValue(1);
            assertThat(a.get(note)).isEqualTo(new Note("for alice"));
            assertThatExceptionOfType(NoReadAuthorityException.class)
                    .isThrownBy(() -> a.as(Session.of(bob)).get(note));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoComesSecondToANameIsToldWhichObjectIsThere(Trust trust) {
        try (Chain a = create(trust); Chain b = other(alice)) {
            DaoRef<Note> named = a.ref(Note.class, "name");
            CompletableFuture<Note> second = a.commitAsync(dio -> {
                b.store(named, new Note("first"));
                return dio.store(named, new Note("second")).value();
            });

            CompletionException failed = catchThrowableOfType(CompletionException.class, second::join);
            assertThat(failed).cause().isInstanceOfSatisfying(ConflictException.class, e -> {
                assertThat(e.reason()).isEqualTo(Reason.CONFLICT);
                assertThat(e.objects()).containsExactly(named.key());
                assertThat(e.object()).contains(named.key());
            });
            assertThat(b.get(named)).isEqualTo(new Note("first"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoLosesARaceForTheChainsRulesIsToldThatItIsTheChain(Trust trust) {
        try (Chain a = create(trust); Chain b = other(alice)) {
            CompletableFuture<Boolean> second = a.commitAsync(dio -> {
                b.run(theirs -> theirs.chainRules().grantRead(bob.publicKeys()));
                return dio.chainRules().grantRead(carol.publicKeys()).renewed();
            });

            CompletionException failed = catchThrowableOfType(CompletionException.class, second::join);
            assertThat(failed).cause()
                    .isInstanceOfSatisfying(ConflictException.class,
                            e -> assertThat(e.objects()).containsExactly(PrimaryKey.ZERO));
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothTakeWhatTheyFindFirstAndNothingIsTakenTwice(Trust trust) throws Exception {
        int notes = 24;
        try (Chain a = create(trust)) {
            for (int i = 0; i < notes; i++) {
                a.store(new Note("note " + i));
            }
            try (Chain b = other(alice); ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<List<Note>>> taken = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    Chain mine = i % 2 == 0 ? a : b;
                    taken.add(people.submit(() -> take(mine, notes / 6)));
                }
                List<Note> all = new ArrayList<>();
                for (Future<List<Note>> each : taken) {
                    all.addAll(each.get());
                }
                assertThat(all).hasSize(notes).doesNotHaveDuplicates();
            }
        }
    }

    private static List<Note> take(Chain chain, int count) {
        List<Note> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(chain.commit(dio -> {
                try (Stream<Dao<Note>> roots = dio.roots(Note.class)) {
                    Dao<Note> first = roots.findFirst().orElseThrow();
                    Note note = first.value();
                    first.delete();
                    return note;
                }
            }));
        }
        return taken;
    }

    @ParameterizedTest
    @EnumSource
    void whoDeletesTheLastThingThatNamesItsKeyIsToldThatItIsDone(Trust trust) {
        try (Chain a = create(trust)) {
            DaoRef<Note> shared = a.store(new Note("shared"), Rules.inherit()
                    .readableBy(alice.publicKeys(), bob.publicKeys())
                    .writableBy(alice.publicKeys(), bob.publicKeys()));
            try (Chain b = other(bob)) {
                b.delete(shared);

                assertThatExceptionOfType(NoReadAuthorityException.class).isThrownBy(() -> b.find(shared));
            }
            a.store(new Note("brings the news"));
            assertThat(a.find(shared)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoGivesTheWholeChainAwayIsToldThatItIsDone(Trust trust) {
        Rules ofBob = Rules.inherit()
                .readableBy(bob.publicKeys())
                .writableBy(bob.publicKeys())
                .controlledBy(bob.publicKeys());
        try (Chain a = create(trust)) {
            a.store(new Note("for bob"));
            a.run(dio -> dio.chainRules().rules(ofBob));
        }
        try (Chain b = other(bob)) {
            assertThat(b.<Rules, RuntimeException>commit(dio -> dio.chainRules().rules())).isEqualTo(ofBob);
        }
    }
}
