package io.ate.internal.log;

import io.ate.StoreFailedException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Writes groups to a {@link RocksStore}, each as one write batch with one sync. Confined to the log's writer. */
final class RocksStorage implements GroupCommit.Storage, AutoCloseable {
    private final RocksStore store;
    private final RocksChains chains;
    private final WriteFaults faults;
    private final WriteBatch batch = new WriteBatch();
    private final AtomicLong appends = new AtomicLong();
    private final AtomicLong syncs = new AtomicLong();

    RocksStorage(RocksStore store, RocksChains chains, WriteFaults faults) {
        this.store = store;
        this.chains = chains;
        this.faults = faults;
    }

    @Override
    public void write(List<LogBatch> group) {
        try {
            GroupRows rows = new GroupRows(store, chains, batch);
            rows.add(group);
            faults.at(WriteFaults.Moment.BEFORE_WRITE);
            store.write(batch);
            faults.at(WriteFaults.Moment.AFTER_SYNC);
            rows.publish();
            batch.clear();
            syncs.incrementAndGet();
            appends.addAndGet(group.size());
        } catch (RocksDBException | IOException e) {
            throw new StoreFailedException("a write to the store in " + store.folder() + " failed: " + e.getMessage()
                    + ". What was not acknowledged may or may not be there: mend the cause, then open the store again",
                    e);
        }
    }

    long appends() {
        return appends.get();
    }

    long syncs() {
        return syncs.get();
    }

    /** To be called when the writer has ended. */
    @Override
    public void close() {
        batch.close();
    }
}
