package io.ate.internal.log;

import io.ate.internal.wire.Slice;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;

import static org.assertj.core.api.Assertions.assertThat;

/** A store that was written before there was one of the families. */
final class OlderStoreTest {
    @TempDir
    Path folder = Path.of("set by JUnit");

    private final Random random = new Random(815);

    @Test
    void aStoreWithoutAnOutboxOpensAsItIsAndGetsOne() throws Exception {
        SampleChain chain;
        LogEntry.Append commit;
        try (RedoLog log = RocksRedoLog.open(folder, StoreOptions.small())) {
            chain = new SampleChain(log, "older", random).createdIn(log);
            commit = chain.commit(3, RedoLog.LARGE_PAYLOAD);
            assertThat(chain.append(log, commit).isDurable()).isTrue();
        }
        dropOutbox();
        try (RedoLog log = RocksRedoLog.open(folder, StoreOptions.small())) {
            assertThat(log.starts()).isEqualTo(2);
            assertThat(Logs.kept(log, chain.number())).isEmpty();
            Logs.assertHolds(log, chain, List.of(commit));
            chain.append(log, new LogEntry.Keep(chain.number(), 1, Slice.empty())).isDurable();
        }
        try (RedoLog log = RocksRedoLog.open(folder, StoreOptions.small())) {
            assertThat(Logs.kept(log, chain.number())).containsExactly(new KeptRow.Kept(1, Slice.empty()));
            Logs.assertHolds(log, chain, List.of(commit));
            assertThat(log.damage()).isEmpty();
        }
    }

    /** As if there never had been one. */
    private void dropOutbox() throws Exception {
        try (RocksOptions options = new RocksOptions(StoreOptions.small())) {
            RocksDatabase opened = RocksDatabase.open(folder, options);
            opened.database().dropColumnFamily(opened.family(Family.OUTBOX));
            opened.close();
            assertThat(RocksDB.listColumnFamilies(new org.rocksdb.Options(), folder.toString()))
                    .hasSize(Family.values().length - 1)
                    .doesNotContain(Family.OUTBOX.label());
        }
    }
}
