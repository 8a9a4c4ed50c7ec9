package io.ate.internal.log;

import java.util.concurrent.atomic.AtomicBoolean;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.MemTableInfo;

/**
 * Hears of new write-ahead logs. RocksDB begins one where it seals what it has in memory, within a write, and tells so
 * before that write returns. Thread-safe.
 *
 * <p>
 * What can be heard of errors is not: RocksDB's Java part knows fewer reasons for them than its native part gives.
 */
final class LogWatch extends AbstractEventListener {
    private final AtomicBoolean sawNew = new AtomicBoolean();

    LogWatch() {
        super(EnabledEventCallback.ON_MEMTABLE_SEALED);
    }

    @Override
    public void onMemTableSealed(MemTableInfo sealed) {
        sawNew.set(true);
    }

    /** Tells whether a log was begun since this was asked last. */
    boolean sawNewLog() {
        return sawNew.getAndSet(false);
    }
}
