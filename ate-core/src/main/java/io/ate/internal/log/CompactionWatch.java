package io.ate.internal.log;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.BackgroundErrorReason;
import org.rocksdb.Status;

/**
 * Hears of compactions that met a damaged table. RocksDB refuses every write from then on, to whatever chain, and does
 * not resume before it is opened anew. Thread-safe; told by a thread of the database's.
 */
final class CompactionWatch extends AbstractEventListener {
    private final AtomicReference<@Nullable String> damage = new AtomicReference<>();

    CompactionWatch() {
        super(EnabledEventCallback.ON_BACKGROUND_ERROR);
    }

    @Override
    public void onBackgroundError(BackgroundErrorReason reason, @Nullable Status status) {
        if (reason == BackgroundErrorReason.COMPACTION && status != null
                && status.getCode() == Status.Code.Corruption) {
            damage.compareAndSet(null, String.valueOf(status.getState()));
        }
    }

    /** What was found since this was asked last, in RocksDB's words, with the table's file; or null. */
    @Nullable
    String take() {
        return damage.getAndSet(null);
    }
}
