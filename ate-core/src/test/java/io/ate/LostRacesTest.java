package io.ate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Whoever loses a race has its body run again, whatever the winner did to the object. */
class LostRacesTest {
    private static final int PEOPLE = 6;

    private final Chain chain = Chain.temporary();
    private final AtomicInteger runs = new AtomicInteger();

    record Counter(int value) {
        static final Field.Vec<Counter> BELOW = Field.vec("below", Counter.class);

        Counter next() {
            return new Counter(value + 1);
        }
    }

    @AfterEach
    void close() {
        chain.close();
    }

    @Test
    void whatWasDeletedMeanwhileIsNotUpdatedButLookedForAgain() {
        loseAgainstDeletion(mine -> mine.update(Counter::next));
    }

    @Test
    void whatWasDeletedMeanwhileIsNotDeletedButLookedForAgain() {
        loseAgainstDeletion(Dao::delete);
    }

    @Test
    void whatWasDeletedMeanwhileTakesNoRulesButIsLookedForAgain() {
        loseAgainstDeletion(mine -> mine.rules(Rules.inherit().writableByNobody()));
    }

    @Test
    void whatWasDeletedMeanwhileIsNotOverwrittenButLookedForAgain() {
        loseAgainstDeletion(mine -> mine.overwrite(new Counter(7)));
    }

    @Test
    void nothingIsPutBelowWhatWasDeletedMeanwhile() {
        loseAgainstDeletion(mine -> mine.in(Counter.BELOW).add(new Counter(7)));
    }

    private void loseAgainstDeletion(Consumer<Dao<Counter>> change) {
        DaoRef<Counter> counter = chain.store(new Counter(0));

        chain.run(dio -> {
            Optional<Dao<Counter>> mine = dio.find(counter);
            if (runs.incrementAndGet() == 1) {
                chain.delete(counter);
            }
            mine.ifPresent(change);
        });

        assertThat(runs).hasValue(2);
        assertThat(chain.find(counter)).isEmpty();
    }

    @Test
    void overwritingByReferenceWhatWasDeletedMeanwhileFindsNoObject() {
        DaoRef<Counter> counter = chain.store(new Counter(0));

        assertThatExceptionOfType(NoSuchObjectException.class).isThrownBy(() -> chain.run(dio -> {
            runs.incrementAndGet();
            dio.overwrite(counter, new Counter(1));
            chain.delete(counter);
        }));

        assertThat(runs).hasValue(2);
    }

    @Test
    void aBodyThatIsRunOnceIsToldOfTheConflictAndItsObject() {
        DaoRef<Counter> counter = chain.store(new Counter(0));
        DaoRef<Counter> parent = chain.store(new Counter(0));

        assertThat(conflictOf(dio -> {
            Dao<Counter> mine = dio.load(counter);
            chain.delete(counter);
            mine.update(Counter::next);
        }).objects()).containsExactly(counter.key());
        assertThat(conflictOf(dio -> {
            Dao<Counter> mine = dio.load(parent);
            chain.delete(parent);
            mine.in(Counter.BELOW).add(new Counter(1));
        }).objects()).containsExactly(parent.key());
    }

    private ConflictException conflictOf(Consumer<Dio> body) {
        CompletableFuture<Void> answer = chain.commitAsync(dio -> {
            body.accept(dio);
            return null;
        });
        CompletionException failed = catchThrowableOfType(CompletionException.class, answer::join);
        assertThat(failed).cause().isInstanceOf(ConflictException.class);
        return (ConflictException) failed.getCause();
    }

    @Test
    void whoSealsWhatEveryoneMayReadMeanwhileIsAskedAgain() {
        DaoRef<Counter> parent = chain.store(new Counter(0));

        chain.run(dio -> {
            Dao<Counter> mine = dio.load(parent);
            mine.in(Counter.BELOW).add(new Counter(1));
            if (runs.incrementAndGet() == 1) {
                chain.run(other -> other.load(parent).rules(Rules.inherit().readableByEveryone()));
            }
        });
        chain.run(dio -> {
            Dao<Counter> mine = dio.load(parent);
            mine.in(Counter.BELOW).add(new Counter(2));
            if (runs.incrementAndGet() == 3) {
                chain.run(other -> other.load(parent).rules(Rules.inherit()));
            }
        });

        assertThat(runs).hasValue(4);
        List<Counter> below = chain.commit(dio -> dio.load(parent).in(Counter.BELOW).values());
        assertThat(below).containsExactly(new Counter(1), new Counter(2));
    }

    @Test
    void aNamedObjectThatEveryoneReadsIsOverwrittenAlsoIfItIsDeletedMeanwhile() {
        DaoRef<Counter> parent = chain.ref(Counter.class, "news");
        chain.run(dio -> dio.store(parent, new Counter(0), Rules.inherit().readableByEveryone()));

        chain.run(dio -> {
            dio.overwrite(parent, new Counter(1));
            if (runs.incrementAndGet() == 1) {
                chain.delete(parent);
            }
        });

        assertThat(chain.get(parent)).isEqualTo(new Counter(1));
    }

    @Test
    void manyTakeTheFirstObjectAndEachIsTakenOnce() throws Exception {
        int objects = 60;
        for (int i = 0; i < objects; i++) {
            chain.store(new Counter(i));
        }
        AtomicInteger taken = new AtomicInteger();

        together(person -> {
            for (int i = 0; i < objects / PEOPLE; i++) {
                chain.run(dio -> {
                    try (Stream<Dao<Counter>> roots = dio.roots(Counter.class)) {
                        roots.findFirst().orElseThrow().delete();
                    }
                });
                taken.incrementAndGet();
            }
        });

        assertThat(taken).hasValue(objects);
        assertThat(chain.<Long, RuntimeException>commit(dio -> dio.roots(Counter.class).count())).isZero();
    }

    @Test
    void manyStoreUpdateAndDeleteOneName() throws Exception {
        DaoRef<Counter> named = chain.ref(Counter.class, "counter");

        together(person -> {
            for (int i = 0; i < 30; i++) {
                chain.run(dio -> {
                    Optional<Dao<Counter>> there = dio.find(named);
                    if (there.isEmpty()) {
                        dio.store(named, new Counter(1));
                    } else if (person % 2 == 0) {
                        there.get().update(Counter::next);
                    } else {
                        there.get().delete();
                    }
                });
            }
        });
    }

    @Test
    void manyGrantTheChainAtOnceAndNoGrantIsLost() throws Exception {
        List<PublicKeys> readers = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            try (KeyBundle each = KeyBundle.generate()) {
                readers.add(each.publicKeys());
            }
        }

        for (int round = 0; round < 5; round++) {
            together(person -> chain.run(dio -> dio.chainRules().grantRead(readers.get(person))));
            assertThat(chainReaders()).containsAll(readers).hasSize(PEOPLE + 1);
            together(person -> chain.run(dio -> dio.chainRules().revokeRead(readers.get(person).id())));
            assertThat(chainReaders()).hasSize(1);
        }
    }

    private List<PublicKeys> chainReaders() {
        return chain.commit(dio -> ((Rules.Who.Only) dio.chainRules().rules().readers()).keys());
    }

    private static void together(IntConsumer task) throws Exception {
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < PEOPLE; i++) {
                int person = i;
                done.add(people.submit(() -> task.accept(person)));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
    }
}
