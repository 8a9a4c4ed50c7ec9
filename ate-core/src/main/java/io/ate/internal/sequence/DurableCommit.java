package io.ate.internal.sequence;

import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.view.Effects;
import io.ate.internal.wire.Slice;
import java.util.List;

/**
 * A commit that has its place in the chain for good. Immutable.
 *
 * @param recordBytes the record as it is stored and streamed
 * @param source who sent it
 */
public record DurableCommit(CommitRecord record, Slice recordBytes, List<Event> events, Effects effects,
        Source source) {

    /** Bytes of its events. */
    public long length() {
        long bytes = 0;
        for (Event event : events) {
            bytes += event.encodedLength();
        }
        return bytes;
    }

    /** About how many bytes of memory it takes. */
    long weight() {
        long bytes = 256L + recordBytes.length();
        for (Event event : events) {
            bytes += 256L + event.encodedLength();
        }
        return bytes;
    }
}
