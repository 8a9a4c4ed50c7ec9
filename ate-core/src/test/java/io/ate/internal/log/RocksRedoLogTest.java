package io.ate.internal.log;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The contract, on disk. */
final class RocksRedoLogTest extends RedoLogContract {
    @TempDir
    Path folder = Path.of("set by JUnit");

    @Override
    RedoLog open(WriteFaults faults) {
        return RocksRedoLog.open(folder, StoreOptions.small().withFaults(faults));
    }

    @Override
    RedoLog reopen(RedoLog closed) {
        return RocksRedoLog.open(folder, StoreOptions.small());
    }

    @Test
    void theSizeOfAChainCountsItsLargePayloadsInFilesAndInMemory() {
        SampleChain chain;
        try (RedoLog log = open(WriteFaults.NONE)) {
            chain = new SampleChain(log, "large", random).createdIn(log);
            SampleChain other = new SampleChain(log, "other", random).createdIn(log);
            assertThat(chain.append(log, chain.commit(1500, 5000)).isDurable()).isTrue();
            assertThat(other.append(log, other.commit(1500, 5000)).isDurable()).isTrue();
            assertThat(log.approximateSize(chain.number())).isBetween(5_000_000L, 11_000_000L);
        }
        try (RedoLog log = open(WriteFaults.NONE)) {
            assertThat(log.approximateSize(chain.number())).isBetween(5_000_000L, 11_000_000L);
            assertThat(log.statistics().bytesOnDisk()).isGreaterThan(15_000_000);
        }
    }
}
