package io.ate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** What happens when two want to change the same thing. */
class ConflictTest {
    private final Chain chain = Chain.temporary();
    private final AtomicInteger runs = new AtomicInteger();

    record Counter(int value) {
        Counter next() {
            return new Counter(value + 1);
        }
    }

    @AfterEach
    void close() {
        chain.close();
    }

    @Test
    void aBodyIsRunAgainAfterAConflictAndSeesWhatHadChanged() {
        DaoRef<Counter> counter = chain.store(new Counter(0));

        Counter result = chain.commit(dio -> {
            Dao<Counter> mine = dio.load(counter);
            if (runs.incrementAndGet() == 1) {
                chain.run(other -> other.load(counter).update(Counter::next));
            }
            return mine.update(Counter::next);
        });

        assertThat(runs).hasValue(2);
        assertThat(result).isEqualTo(new Counter(2));
    }

    @Test
    void countersAreExactHoweverManyCountAtOnce() throws Exception {
        DaoRef<Counter> counter = chain.store(new Counter(0));
        Crowd.eachAtOnce(() -> chain.run(dio -> dio.load(counter).update(Counter::next)));

        assertThat(chain.get(counter)).isEqualTo(new Counter(Crowd.TIMES));
    }

    @Test
    void aConflictThatDoesNotEndIsReportedAtTheDeadlineWithItsObject() {
        DaoRef<Counter> counter = chain.store(new Counter(0));

        // Where the deadline meets a commit that is under way, its outcome is not known yet, and that is what is said.
        assertThatThrownBy(() -> chain.within(Duration.ofMillis(600)).run(dio -> {
            Dao<Counter> mine = dio.load(counter);
            Crowd.meanwhile(() -> chain.run(other -> other.load(counter).update(Counter::next)));
            mine.update(Counter::next);
        })).satisfiesAnyOf(
                e -> assertThat(e).asInstanceOf(type(ConflictException.class))
                        .satisfies(conflict -> assertThat(conflict.objects()).containsExactly(counter.key())),
                e -> assertThat(e).isInstanceOf(DeadlineExceededException.class));
    }

    @Test
    void storingWhatExistsUnderThatNameIsAConflictAndIsNotTriedAgain() {
        DaoRef<Counter> named = chain.ref(Counter.class, "counter");
        chain.store(named, new Counter(1));

        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> chain.run(dio -> {
            runs.incrementAndGet();
            dio.store(named, new Counter(2));
        })).satisfies(e -> assertThat(e.objects()).containsExactly(named.key()));

        assertThat(runs).hasValue(1);
        assertThat(chain.get(named)).isEqualTo(new Counter(1));
    }

    @Test
    void storingWhatSomebodyElseStoresMeanwhileEndsAsAConflictToo() {
        DaoRef<Counter> named = chain.ref(Counter.class, "counter");

        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> chain.run(dio -> {
            dio.store(named, new Counter(2));
            if (runs.incrementAndGet() == 1) {
                chain.store(named, new Counter(1));
            }
        }));

        assertThat(chain.get(named)).isEqualTo(new Counter(1));
    }

    @Test
    void overwritingAsksForNothingAndTheLastWriterWins() {
        DaoRef<Counter> counter = chain.store(new Counter(0));

        chain.run(dio -> {
            runs.incrementAndGet();
            dio.overwrite(counter, new Counter(100));
            chain.run(other -> other.load(counter).update(Counter::next));
        });

        assertThat(runs).hasValue(1);
        assertThat(chain.get(counter)).isEqualTo(new Counter(100));
    }

    @Test
    void whatIsRequiredUnchangedIsACondition() {
        DaoRef<Counter> limit = chain.store(new Counter(10));
        DaoRef<Counter> counter = chain.store(new Counter(0));

        chain.run(dio -> {
            Dao<Counter> bound = dio.load(limit);
            bound.requireUnchanged();
            int highest = bound.value().value();
            if (runs.incrementAndGet() == 1) {
                chain.overwrite(limit, new Counter(5));
            }
            dio.load(counter).update(any -> new Counter(highest));
        });

        assertThat(runs).hasValue(2);
        assertThat(chain.get(counter)).isEqualTo(new Counter(5));
    }

    @Test
    void deletingWhatHasChangedIsAConflict() {
        DaoRef<Counter> counter = chain.store(new Counter(0));

        chain.run(dio -> {
            if (dio.load(counter).value().value() == 0) {
                chain.run(other -> other.load(counter).update(Counter::next));
                dio.delete(counter);
                runs.incrementAndGet();
            }
        });

        assertThat(chain.get(counter)).isEqualTo(new Counter(1));
        assertThat(runs).hasValue(1);
    }

    @Test
    void commitsAreSentWithoutWaitingAndBuildOnOneAnother() {
        DaoRef<Counter> counter = chain.store(new Counter(0));

        List<CompletableFuture<Counter>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(chain.commitAsync(dio -> dio.load(counter).update(Counter::next)));
        }

        for (int i = 0; i < 50; i++) {
            assertThat(answers.get(i).join()).isEqualTo(new Counter(i + 1));
        }
        assertThat(chain.get(counter)).isEqualTo(new Counter(50));
    }
}
