package io.ate.internal.view;

import io.ate.PrimaryKey;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.view.NaiveModel.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The view is what a naive model of the same random history is: now, and at every sequence that is kept. */
class ViewModelTest {

    /** A snapshot, and the model as it was when that was taken. */
    private record Kept(Snapshot snapshot, NaiveModel model) {}

    private static View emptyView() {
        return ChainLoader.empty(Founding.ownedBy(Keys.of("alice")).genesis().record());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theViewAndAllOpenSnapshotsAreWhatTheModelSays(long seed) {
        Random random = new Random(seed);
        View view = emptyView();
        int keys = 4 + random.nextInt(60);
        RandomHistory history = new RandomHistory(random, keys, view);
        List<Kept> open = new ArrayList<>();
        for (int step = 0; step < 1500; step++) {
            history.step();
            if (random.nextInt(20) == 0) {
                open.add(new Kept(view.snapshot(), history.model().copy()));
            }
            if (!open.isEmpty() && random.nextInt(20) == 0) {
                Kept kept = open.get(random.nextInt(open.size()));
                assertIs(kept, keys, "seed " + seed + ", step " + step);
            }
            while (!open.isEmpty() && random.nextInt(24 - Math.min(20, open.size())) == 0) {
                open.remove(random.nextInt(open.size())).snapshot.close();
            }
        }
        for (Kept kept : open) {
            assertIs(kept, keys, "seed " + seed + ", at the end");
            kept.snapshot.close();
            kept.snapshot.close();
        }
        try (Snapshot now = view.snapshot()) {
            assertIs(new Kept(now, history.model()), keys, "seed " + seed + ", now");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void nothingDeadStaysInMemoryOnceItIsSwept(long seed) {
        Random random = new Random(seed);
        View view = emptyView();
        RandomHistory history = new RandomHistory(random, 400, view);
        for (int step = 0; step < 1000; step++) {
            history.step();
            if (step % 100 == 0) {
                view.snapshot().close();
            }
        }
        for (int step = 0; step < 200; step++) {
            view.apply(new Effects(List.of(), List.of(), view.sequence()));
        }
        assertThat(view.size()).as("seed %s: live objects and object zero", seed).isEqualTo(history.model().size() + 1);
        assertThat(view.ruled()).as("seed %s: object zero alone has rules", seed).hasSize(1);
    }

    @Test
    void aLargeSubtreeThatEndsIsSweptAlsoWhereItsListShrinksMeanwhile() {
        View view = emptyView();
        Fold fold = new Fold();
        PrimaryKey root = RandomHistory.key(0);
        apply(view, fold, Change.store(root, "x"));
        apply(view, fold, range(1, 6000).map(key -> Change.put(key).under(root).value("x")));
        apply(view, fold, range(1, 6000).filter(key -> key.low() % 2 == 0).limit(2990).map(Change::delete));
        apply(view, fold, Change.delete(root));
        apply(view, fold, Change.store(root, "again"));
        apply(view, fold, range(7000, 7030).map(key -> Change.put(key).under(root).value("x")));
        apply(view, fold, range(7000, 7030).map(Change::delete));
        for (int step = 0; step < 50; step++) {
            apply(view, fold, Change.put(root).value("y"));
        }
        assertThat(view.size()).as("object zero and the root").isEqualTo(2);
    }

    @Test
    void theOldestSnapshotExpiresWhereTooMuchChangesMeanwhile() {
        View view = emptyView();
        Fold fold = new Fold();
        PrimaryKey key = RandomHistory.key(0);
        long sequence = apply(view, fold, Change.store(key, "x"), 0);
        Snapshot old = view.snapshot();
        for (int i = 0; i < Snapshots.RETAINED / 2; i++) {
            sequence = apply(view, fold, Change.put(key).value("x"), sequence);
        }
        Snapshot younger = view.snapshot();
        long atYounger = sequence;
        assertThat(Known.of(old.live(key))).isNotNull();
        for (int i = 0; i <= Snapshots.RETAINED / 2; i++) {
            sequence = apply(view, fold, Change.put(key).value("x"), sequence);
        }
        assertThatThrownBy(() -> old.entry(key)).isInstanceOf(SnapshotExpiredException.class);
        assertThatThrownBy(() -> old.children(PrimaryKey.ZERO, "", each -> {
        })).isInstanceOf(SnapshotExpiredException.class);
        ObjectEntry seen = Objects.requireNonNull(younger.live(key));
        assertThat(seen.version()).isEqualTo(atYounger);
        old.close();
        younger.close();
    }

    @Test
    void anEndedObjectLeavesNothingBehindWhereTheLastSnapshotExpiresAtThatMoment() {
        View view = emptyView();
        Fold fold = new Fold();
        PrimaryKey key = RandomHistory.key(0);
        long sequence = apply(view, fold, Change.store(key, "x"), 0);
        Snapshot old = view.snapshot();
        for (int i = 0; i < Snapshots.RETAINED; i++) {
            sequence = apply(view, fold, Change.put(key).value("x"), sequence);
        }
        apply(view, fold, Change.delete(key), sequence);
        assertThatThrownBy(() -> old.live(key)).isInstanceOf(SnapshotExpiredException.class);
        assertThat(view.entry(key)).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void readersOnOtherThreadsSeeWholeStatesWhileCommitsAreApplied(long seed) throws Exception {
        View view = emptyView();
        RandomHistory history = new RandomHistory(new Random(seed), 40, view);
        List<NaiveModel> states = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> readers = new ArrayList<>();
            for (int round = 0; round < 400; round++) {
                history.step();
                NaiveModel model = history.model().copy();
                states.add(model);
                Kept kept = new Kept(view.snapshot(), model);
                int at = round;
                readers.add(threads.submit(() -> {
                    try (Snapshot snapshot = kept.snapshot) {
                        for (int again = 0; again < 5; again++) {
                            assertIs(kept, 40, "seed " + seed + ", round " + at);
                        }
                        assertThat(snapshot.sequence()).isPositive();
                    }
                }));
            }
            for (Future<?> reader : readers) {
                reader.get(60, TimeUnit.SECONDS);
            }
        }
        assertThat(states).hasSize(400);
    }

    private static Stream<PrimaryKey> range(int from, int to) {
        return IntStream.range(from, to).mapToObj(RandomHistory::key);
    }

    private static void apply(View view, Fold fold, Change change) {
        apply(view, fold, Stream.of(change));
    }

    /** Applies changes of different objects as one commit. */
    private static void apply(View view, Fold fold, Stream<Change> changes) {
        long first = view.sequence() + 1;
        List<ObjectEntry> entries = new ArrayList<>();
        changes.forEach(change -> entries.add(fold.next(view.live(change.key()),
                change.by(Keys.id("alice")).facts(), null, first + entries.size())));
        view.apply(new Effects(entries, List.of(), first + entries.size() - 1));
    }

    private static long apply(View view, Fold fold, Change change, long sequence) {
        long next = sequence + 1;
        ObjectEntry entry = fold.next(view.live(change.key()), change.by(Keys.id("alice")).facts(), null, next);
        view.apply(new Effects(List.of(entry), List.of(), next));
        return next;
    }

    private static void assertIs(Kept kept, int keys, String when) {
        for (int i = 0; i < keys; i++) {
            PrimaryKey key = RandomHistory.key(i);
            assertThat(Known.of(kept.snapshot.live(key))).as("%s: object %s", when, i).isEqualTo(kept.model.get(key));
            for (String collection : RandomHistory.COLLECTIONS) {
                assertThat(children(kept.snapshot, key, collection)).as("%s: children of %s", when, i)
                        .isEqualTo(kept.model.children(key, collection));
            }
        }
        assertThat(children(kept.snapshot, PrimaryKey.ZERO, "")).as("%s: at the top", when)
                .isEqualTo(kept.model.children(PrimaryKey.ZERO, ""));
    }

    private static List<Known> children(Snapshot snapshot, PrimaryKey parent, String collection) {
        List<Known> children = new ArrayList<>();
        snapshot.children(parent, collection, entry -> {
            Known known = Known.of(entry);
            if (known != null) {
                children.add(known);
            }
        });
        return children;
    }
}
