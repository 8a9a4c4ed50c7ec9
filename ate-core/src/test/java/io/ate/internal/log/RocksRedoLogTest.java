package io.ate.internal.log;

import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The contract, on disk. */
final class RocksRedoLogTest extends RedoLogContract {
    /** All but the tables of the store as a whole; said again, so that a forgotten one shows. */
    private static final Set<Family> OF_CHAINS = EnumSet.complementOf(EnumSet.of(Family.META, Family.CHAINS));

    @TempDir
    Path folder = Path.of("set by JUnit");

    @Override
    public RedoLog open(WriteFaults faults) {
        return RocksRedoLog.open(folder, StoreOptions.small().withFaults(faults));
    }

    @Override
    public RedoLog reopen(RedoLog closed) {
        return RocksRedoLog.open(folder, StoreOptions.small());
    }

    @Test
    void theSizeOfAChainCountsItsLargePayloadsInFilesAndInMemory() {
        SampleChain chain;
        try (RedoLog log = open()) {
            chain = new SampleChain(log, "large", random()).createdIn(log);
            SampleChain other = new SampleChain(log, "other", random()).createdIn(log);
            assertThat(chain.append(log, chain.commit(1500, 5000)).isDurable()).isTrue();
            assertThat(other.append(log, other.commit(1500, 5000)).isDurable()).isTrue();
            assertThat(log.approximateSize(chain.number())).isBetween(5_000_000L, 14_500_000L);
        }
        try (RedoLog log = open()) {
            assertThat(log.approximateSize(chain.number())).isBetween(5_000_000L, 14_500_000L);
            assertThat(log.statistics().bytesOnDisk()).isGreaterThan(15_000_000);
        }
    }

    @Test
    void aDroppedChainLeavesNoRowInAnyFamily() throws Exception {
        SampleChain chain;
        try (RedoLog log = open()) {
            chain = new SampleChain(log, "dropped", random()).createdIn(log);
            chain.append(log, chain.commit(10, 10), chain.commit(2, RedoLog.LARGE_PAYLOAD));
            chain.append(log, new LogEntry.Note(chain.number(), "head", Slice.empty()),
                    new LogEntry.Nodes(chain.number(), 8, 0, Hash.of(new byte[Hash.BYTES])),
                    new LogEntry.Keep(chain.number(), 1, Slice.empty()));
        }
        try (RocksStore raw = RocksStore.open(folder, StoreOptions.small())) {
            assertThat(OF_CHAINS).allSatisfy(family -> assertThat(rows(raw, family, chain)).isPositive());
        }
        try (RedoLog log = open()) {
            chain.append(log, chain.commit(1, RedoLog.LARGE_PAYLOAD),
                    new LogEntry.Keep(chain.number(), 2, Slice.empty()), new LogEntry.Drop(chain.number()));
        }
        try (RocksStore raw = RocksStore.open(folder, StoreOptions.small())) {
            assertThat(OF_CHAINS).allSatisfy(family -> assertThat(rows(raw, family, chain)).isZero());
            assertThat(raw.get(Family.CHAINS, ChainRow.key(chain.name()))).isNull();
        }
    }

    private static int rows(RocksStore raw, Family family, SampleChain chain) {
        ChainKeys keys = new ChainKeys(chain.shard(), chain.number());
        AtomicInteger rows = new AtomicInteger();
        new RowScan(raw, family).each(keys.first(), keys.behind(), (_, _) -> rows.incrementAndGet() > 0);
        return rows.get();
    }
}
