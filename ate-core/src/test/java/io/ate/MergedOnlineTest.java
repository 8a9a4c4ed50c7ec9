package io.ate;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** Updates of types that are merged also where somebody waits. */
class MergedOnlineTest {
    private final Chain chain = Chain.temporary();
    private final AtomicInteger runs = new AtomicInteger();

    @MergedBy(value = AddedUp.class, online = true)
    record Counter(long count) {
        Counter plus(long more) {
            return new Counter(count + more);
        }
    }

    static class AddedUp implements MergeRule<Counter> {
        @Override
        public Counter merge(Merge<Counter> versions) {
            return versions.theirs().plus(versions.mine().count() - versions.base().count());
        }
    }

    @MergedBy(online = true)
    record Page(String title, String text) {}

    record Plain(int value, String text) {}

    @MergedBy(value = Watched.class, online = true)
    record Seen(long count) {}

    /** Has somebody read while it merges. */
    static final class Watched implements MergeRule<Seen> {
        private static final AtomicReference<@Nullable Supplier<Seen>> READER = new AtomicReference<>();
        private static final CompletableFuture<Seen> READ = new CompletableFuture<>();

        @Override
        public Seen merge(Merge<Seen> versions) {
            Supplier<Seen> reader = READER.getAndSet(null);
            if (reader != null) {
                READ.completeAsync(reader, Thread::startVirtualThread);
                awaitInVain();
            }
            return new Seen(versions.theirs().count() + versions.mine().count() - versions.base().count());
        }

        /** Gives whoever reads every chance to come too early. */
        private static void awaitInVain() {
            try {
                READ.get(200, TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                // it waits for what is being merged
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
        }
    }

    @MergedBy(Unmakable.class)
    record Unruly(int value) {}

    record Unmakable(String how) implements MergeRule<Unruly> {
        @Override
        public Unruly merge(Merge<Unruly> versions) {
            return versions.theirs();
        }
    }

    @AfterEach
    void close() {
        chain.close();
    }

    @Test
    void aBodyWhoseUpdateIsMergedIsNotRunAgain() {
        DaoRef<Counter> counter = chain.store(new Counter(0));

        Counter seen = chain.commit(dio -> {
            Dao<Counter> mine = dio.load(counter);
            runs.incrementAndGet();
            chain.run(other -> other.load(counter).update(each -> each.plus(10)));
            return mine.update(each -> each.plus(1));
        });

        assertThat(runs).hasValue(1);
        assertThat(seen).as("what the body saw").isEqualTo(new Counter(1));
        assertThat(chain.get(counter)).isEqualTo(new Counter(11));
    }

    @Test
    void aBodyIsRunAgainWhereTheTwoCannotBeMerged() {
        DaoRef<Page> page = chain.store(new Page("a", "b"));

        chain.run(dio -> {
            Dao<Page> mine = dio.load(page);
            if (runs.incrementAndGet() == 1) {
                chain.run(other -> other.load(page).update(each -> new Page(each.title() + "!", each.text())));
            }
            mine.update(each -> new Page(each.title() + "?", "c"));
        });

        assertThat(runs).hasValue(2);
        assertThat(chain.get(page)).isEqualTo(new Page("a!?", "c"));
    }

    @Test
    void anotherConflictInTheSameCommitIsForTheBody() {
        DaoRef<Counter> counter = chain.store(new Counter(0));
        DaoRef<Plain> plain = chain.store(new Plain(0, ""));

        chain.run(dio -> {
            Dao<Counter> mine = dio.load(counter);
            Dao<Plain> other = dio.load(plain);
            if (runs.incrementAndGet() == 1) {
                chain.run(first -> {
                    first.load(counter).update(each -> each.plus(10));
                    first.load(plain).update(each -> new Plain(1, each.text()));
                });
            }
            mine.update(each -> each.plus(1));
            other.update(each -> new Plain(each.value(), "mine"));
        });

        assertThat(runs).hasValue(2);
        assertThat(chain.get(counter)).isEqualTo(new Counter(11));
        assertThat(chain.get(plain)).isEqualTo(new Plain(1, "mine"));
    }

    @Test
    void manyWhoCountAtOnceRunOnceEach() throws Exception {
        DaoRef<Counter> counter = chain.store(new Counter(0));
        Crowd.eachAtOnce(() -> chain.run(dio -> {
            runs.incrementAndGet();
            dio.load(counter).update(each -> each.plus(1));
        }));

        assertThat(chain.get(counter)).isEqualTo(new Counter(Crowd.TIMES));
        assertThat(runs).hasValue(Crowd.TIMES);
    }

    @Test
    void whoReadsWhileSomethingIsMergedSeesItMerged() {
        DaoRef<Seen> seen = chain.store(new Seen(0));
        Watched.READER.set(() -> chain.get(seen));

        CompletableFuture<Seen> answer = chain.commitAsync(dio -> {
            Dao<Seen> mine = dio.load(seen);
            chain.overwrite(seen, new Seen(10));
            return mine.update(each -> new Seen(each.count() + 1));
        });

        assertThat(answer.join()).isEqualTo(new Seen(1));
        assertThat(Watched.READ.join()).isEqualTo(new Seen(11));
    }

    @Test
    void aConflictThatLastsIsToldWithTheFieldsOfBoth() {
        DaoRef<Plain> plain = chain.store(new Plain(0, ""));

        assertThatThrownBy(() -> chain.within(Duration.ofMillis(600)).run(dio -> {
            Dao<Plain> mine = dio.load(plain);
            Crowd.meanwhile(() -> chain.run(
                    other -> other.load(plain).update(each -> new Plain(each.value() + 1, each.text()))));
            mine.update(each -> new Plain(-1, "mine"));
        })).satisfiesAnyOf(
                e -> assertThat(e).asInstanceOf(type(ConflictException.class)).satisfies(conflict -> {
                    assertThat(conflict.objects()).containsExactly(plain.key());
                    assertThat(conflict.fields()).containsExactly("value");
                }),
                e -> assertThat(e).isInstanceOf(DeadlineExceededException.class));
    }

    @Test
    void aRuleThatCannotBeMadeIsRefusedWithItsName() {
        DaoRef<Unruly> unruly = chain.store(new Unruly(1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> chain.run(dio -> dio.load(unruly).update(each -> each)))
                .withMessageContaining("Unmakable")
                .withMessageContaining("constructor without parameters");
    }
}
