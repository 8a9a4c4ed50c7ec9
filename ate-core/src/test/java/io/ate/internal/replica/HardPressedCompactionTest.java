package io.ate.internal.replica;

import io.ate.StoreFailedException;
import io.ate.extension.Compactor;
import io.ate.internal.compaction.CleanPoint;
import io.ate.internal.compaction.Compaction;
import io.ate.internal.compaction.Provable;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.sequence.LoadedChain;
import io.ate.internal.testing.Change;
import io.ate.internal.testing.Founding;
import io.ate.internal.testing.Keys;
import io.ate.internal.view.Snapshot;
import io.ate.internal.view.SnapshotExpiredException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

import static io.ate.internal.replica.Writes.object;
import static io.ate.internal.replica.Writes.submit;
import static org.assertj.core.api.Assertions.assertThat;

/** Compaction where there is too little room, or too little time. */
final class HardPressedCompactionTest {
    private static final Provable NOTHING = new Provable() {
        @Override
        public NavigableSet<Long> within(long start, long end) {
            return new TreeSet<>();
        }

        @Override
        public List<LogEntry> forget(long after, long to) {
            return List.of();
        }
    };

    private static final HeldKeys ALICE = Keys.of("alice");

    private final SignedGenesis genesis = Founding.ownedBy(ALICE).genesis();
    private World world = World.compacting();

    private void write(RemoteReplica writer, Change... changes) throws InterruptedException {
        submit(writer, ALICE, changes);
        world.settle();
    }

    private List<Long> valuesAtServer() {
        List<Long> there = new ArrayList<>();
        RedoLog log = world.serverLog();
        try (LogReader reader = log.reader(log.chains().getFirst().number(), 0, Reading.WHOLE)) {
            while (reader.next()) {
                LogItem.StoredEvent stored = reader.event();
                if (!stored.bare()) {
                    there.add(stored.sequence());
                }
            }
        }
        return there;
    }

    @Test
    void onADiskThatIsNearlyFullOnlyThatGoesWhichGivesBackFarMoreThanItTakes() throws InterruptedException {
        RemoteReplica writer = world.client().open(World.wish(genesis, ALICE));
        write(writer, Change.store(object(1), "short"), Change.store(object(2), "long".repeat(10_000)));
        write(writer, Change.put(object(1)).value("present"), Change.put(object(2)).value("present"));
        world.full = true;

        world.pass(2_000);
        assertThat(valuesAtServer()).containsExactly(1L, 3L, 4L);

        world.full = false;
        write(writer, Change.store(object(3), "another"));
        world.pass(2_000);
        assertThat(valuesAtServer()).containsExactly(3L, 4L, 5L);
    }

    @Test
    void aPassComesToItsEndAlsoWhereTheChainChangesFasterThanACompactorAnswers() throws InterruptedException {
        world = new World();
        RemoteReplica writer = world.client().open(World.wish(genesis, ALICE));
        write(writer, Change.store(object(1), "first"), Change.store(object(2), "first"));
        write(writer, Change.put(object(1)).value("second"), Change.put(object(2)).value("second"));
        RedoLog log = world.serverLog();
        StoredChain chain = log.find(genesis.record().name()).orElseThrow();
        LoadedChain loaded = ChainLoader.load(log, chain);
        Compactor slow = value -> {
            if (value.sequence() <= 2) {
                changeMuch(loaded);
            }
            return false;
        };
        Compaction pass = new Compaction(log, chain, loaded.view(), CleanPoint.of(log, chain),
                World.whenGrown(slow), 0, NOTHING);

        List<LogEntry> removed = new ArrayList<>();
        for (int steps = 0; steps < 3 && !pass.isDone(); steps++) {
            List<LogEntry> step = pass.step();
            append(log, chain, step);
            removed.addAll(step);
        }

        assertThat(pass.isDone()).isTrue();
        assertThat(removed).filteredOn(LogEntry.Strip.class::isInstance)
                .extracting(each -> ((LogEntry.Strip) each).bare().sequence())
                .containsExactly(1L, 2L, 3L);
        assertThat(pass.values()).isEqualTo(3);
    }

    private void append(RedoLog log, StoredChain chain, List<LogEntry> entries) {
        log.append(chain.shard(), 0, new LogBatch(entries), new RedoLog.Completion() {
            @Override
            public void durable() {
                // which it is as soon as the world has settled
            }

            @Override
            public void failed(StoreFailedException cause) {
                throw cause;
            }
        });
        world.settle();
    }

    /** So many changes that no state from before them can be read any more. */
    private static void changeMuch(LoadedChain loaded) {
        try (Snapshot before = loaded.view().snapshot()) {
            while (isReadable(before)) {
                for (int i = 0; i < 10_000; i++) {
                    loaded.view()
                            .apply(ChainLoader.effect(loaded.view(), loaded.fold(),
                                    Change.put(object(1)).value("").by(ALICE.id()), loaded.view().sequence() + 1));
                }
            }
        }
    }

    private static boolean isReadable(Snapshot state) {
        try {
            return state.entry(object(1)) != null;
        } catch (SnapshotExpiredException _) {
            return false;
        }
    }
}
