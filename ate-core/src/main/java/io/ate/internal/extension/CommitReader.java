package io.ate.internal.extension;

import io.ate.StoreDamagedException;
import io.ate.internal.event.Bounds;
import io.ate.internal.log.LogReader;
import io.ate.internal.log.Reading;
import io.ate.internal.log.RedoLog;
import java.util.List;

/**
 * Reads the commits of one chain from the log, some at a time. Holds nothing between two calls, so that who takes long
 * over what was read keeps nothing open. Thread-safe.
 */
final class CommitReader {
    /** So many bytes of headers at a time, and one commit more. */
    private static final long CHUNK = 256 << 10;

    private final RedoLog log;
    private final SinkSource source;

    CommitReader(RedoLog log, SinkSource source) {
        this.log = log;
        this.source = source;
    }

    /** The next commits after that sequence, where one ends; nothing if there are none. */
    List<SinkItem> after(long sequence) {
        CommitAssembly assembly = new CommitAssembly(source);
        try (LogReader reader = log.reader(source.number(), sequence, Reading.HEADERS)) {
            while (assembly.bytes() < CHUNK && reader.next()) {
                assembly.take(reader.item());
            }
        }
        return assembly.finish();
    }

    /** Where the commit before ends, if that sequence is in the middle of one; else the same. */
    long boundary(long sequence) {
        for (long end = sequence; end > Math.max(0, sequence - Bounds.EVENTS); end--) {
            if (begins(end + 1)) {
                return end;
            }
        }
        return sequence <= Bounds.EVENTS ? 0 : sequence;
    }

    private boolean begins(long sequence) {
        try {
            return log.record(source.number(), sequence).isPresent();
        } catch (StoreDamagedException e) {
            return false; // then it is in a commit that is lost anyway
        }
    }
}
