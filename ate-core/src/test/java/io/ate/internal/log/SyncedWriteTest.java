package io.ate.internal.log;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What no crash of a process shows, but one of the whole machine would: before anybody is told that a commit is
 * durable, RocksDB has had its write-ahead log synced.
 */
class SyncedWriteTest {
    @TempDir
    private Path folder;

    @Test
    void everyAnswerComesAfterASyncOfItsWrite() throws Exception {
        NativeLibrary.load();
        RocksOptions options = new RocksOptions(StoreOptions.small());
        try (Statistics counted = new Statistics()) {
            options.database().setStatistics(counted);
            SpaceReserve room = new SpaceReserve(() -> new FreeSpace.Sample(1, 1), 0, System::nanoTime);
            try (RedoLog log = new RocksRedoLog(RocksStore.open(folder, options), 1, 1, room, WriteFaults.NONE)) {
                SampleChain chain = new SampleChain(log, "synced", new Random(1)).createdIn(log);
                for (int i = 0; i < 10; i++) {
                    long before = counted.getTickerCount(TickerType.WAL_FILE_SYNCED);
                    chain.append(log, chain.commit(1, 100)).isDurable();
                    assertThat(counted.getTickerCount(TickerType.WAL_FILE_SYNCED)).as("syncs when commit %s is durable",
                            i).isGreaterThan(before);
                }
            }
        }
    }
}
