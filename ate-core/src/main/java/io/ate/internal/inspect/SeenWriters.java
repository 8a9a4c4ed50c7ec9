package io.ate.internal.inspect;

import io.ate.StoreDamagedException;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.RedoLog;
import io.ate.internal.view.WriterHistory;
import io.ate.internal.wire.Hash;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What writers have written as far as somebody has come who goes over the chain from its beginning: the table in the
 * store says how it ended. Confined to one thread.
 */
final class SeenWriters implements WriterHistory {
    private final RedoLog log;
    private final long chain;
    private final Map<WriterId, Last> last = new HashMap<>();

    SeenWriters(RedoLog log, long chain) {
        this.log = log;
        this.chain = chain;
    }

    void saw(CommitRecord record, Hash hash) {
        last.put(record.statement().writer(),
                new Last(record.statement().number(), record.first(), record.statement().count(), hash));
    }

    /** The last commit of each writer. */
    Map<WriterId, Last> all() {
        return last;
    }

    @Override
    public @Nullable Last last(WriterId writer) {
        return last.get(writer);
    }

    @Override
    public @Nullable CommitRecord record(long first) {
        try {
            return log.record(chain, first).orElse(null);
        } catch (StoreDamagedException e) {
            return null; // which is told where it stands
        }
    }
}
