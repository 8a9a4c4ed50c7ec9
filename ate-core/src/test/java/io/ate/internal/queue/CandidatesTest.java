package io.ate.internal.queue;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.internal.queue.Taking.Outcome;
import io.ate.internal.replica.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which items of a queue are tried, and how often, where nothing comes of many. */
class CandidatesTest {
    private static final Field.Vec<Integer> ITEMS = Field.vec("items", Integer.class);
    private static final Duration PERIOD = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Chain chain = Chain.temporary();
    private final DaoRef<String> owner = chain.store("shop");
    private final Candidates<Integer> candidates = new Candidates<>(chain, owner, ITEMS);
    private final long begun = System.nanoTime();

    @AfterEach
    void close() {
        chain.close();
    }

    private List<DaoRef<Integer>> add(int count) {
        return chain.commit(dio -> IntStream.range(0, count)
                .mapToObj(each -> dio.load(owner).in(ITEMS).add(each).ref())
                .toList());
    }

    /** How many periods of the time that has passed may have begun. */
    private long periods() {
        return (System.nanoTime() - begun) / PERIOD.toNanos() + 2;
    }

    /** The next one, which is waited for by asking. */
    private DaoRef<Integer> choose() {
        Deadline deadline = Deadline.in(LONG);
        Optional<DaoRef<Integer>> chosen = candidates.choose();
        while (chosen.isEmpty()) {
            assertThat(deadline.remaining()).as("time left").isPositive();
            Thread.onSpinWait();
            chosen = candidates.choose();
        }
        return chosen.get();
    }

    /** Chooses until each of them was chosen; some may have rested before the last ones have their turn. */
    private void giveBackEach(List<DaoRef<Integer>> items) {
        Set<DaoRef<Integer>> chosen = new HashSet<>();
        while (chosen.size() < items.size()) {
            DaoRef<Integer> item = choose();
            chosen.add(item);
            candidates.giveBack(item);
        }
    }

    @Test
    void whatWasNeverTriedIsTriedBeforeWhatNothingCameOf() {
        List<DaoRef<Integer>> items = add(5_000);
        Set<DaoRef<Integer>> tried = new HashSet<>();
        List<DaoRef<Integer>> again = new ArrayList<>();
        while (tried.size() < items.size()) {
            DaoRef<Integer> item = choose();
            if (!tried.add(item)) {
                again.add(item);
            }
            var _ = candidates.setBack(item);
        }
        assertThat(again).as("some, so that these are not forgotten").hasSizeLessThanOrEqualTo((int) periods());

        DaoRef<Integer> fresh = add(1).getFirst();
        for (DaoRef<Integer> item = choose(); !item.equals(fresh); item = choose()) {
            again.add(item);
            var _ = candidates.setBack(item);
        }
        assertThat(again).as("what comes has not to wait for them").hasSizeLessThanOrEqualTo((int) periods());
    }

    @Test
    void whereThereIsNothingElseFewAreTriedAgainAtATime() {
        giveBackEach(add(1_000));
        long before = periods();
        IntStream.range(0, 100).forEach(_ -> candidates.giveBack(choose()));
        assertThat(100).isLessThanOrEqualTo((int) (periods() - before + 2) * Rests.AT_MOST);
        assertThat(candidates.idle()).as("and it says so").isLessThanOrEqualTo(PERIOD);
    }

    @Test
    void whenSomethingComesOfOneTheOthersFollowAtOnce() {
        List<DaoRef<Integer>> items = add(500);
        giveBackEach(items);
        Deadline rested = Deadline.in(PERIOD.multipliedBy(2));
        while (rested.remaining() > 0) {
            Thread.onSpinWait();
        }
        Set<DaoRef<Integer>> done = new HashSet<>();
        for (Optional<DaoRef<Integer>> next = candidates.choose(); next.isPresent(); next = candidates.choose()) {
            DaoRef<Integer> item = next.get();
            chain.delete(item);
            candidates.gone(item, Outcome.DONE);
            done.add(item);
        }
        assertThat(done).containsExactlyInAnyOrderElementsOf(items);
    }

    @Test
    void whatIsNoMoreIsNotTriedAgain() {
        List<DaoRef<Integer>> items = add(300);
        giveBackEach(items);
        chain.run(dio -> items.subList(1, 300).forEach(each -> dio.load(each).delete()));
        assertThat(choose()).isEqualTo(items.getFirst());
        candidates.giveBack(items.getFirst());
        assertThat(choose()).isEqualTo(items.getFirst());
    }

    @Test
    void allAreTriedOnceThoughMoreComeMeanwhile() {
        Set<DaoRef<Integer>> all = new HashSet<>(add(700));
        Set<DaoRef<Integer>> chosen = new HashSet<>();
        for (int i = 0; i < 1_500; i++) {
            if (i % 3 == 0) {
                all.addAll(add(1));
            }
            candidates.choose().ifPresent(each -> assertThat(chosen.add(each)).as("once").isTrue());
        }
        assertThat(chosen).isEqualTo(all);
        assertThat(candidates.choose()).isEmpty();
        assertThat(candidates.idle()).as("they may be given back").isEqualTo(Duration.ofSeconds(1));
    }
}
