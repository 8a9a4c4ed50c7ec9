package io.ate.internal.view;

import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.WriterId;
import io.ate.internal.wire.Hash;
import org.jspecify.annotations.Nullable;

/**
 * What the log keeps of writers for good, read where memory does not know. Used by the thread that owns
 * {@link Writers}.
 */
public interface WriterHistory {
    /** A history without anything. */
    WriterHistory EMPTY = new WriterHistory() {
        @Override
        public @Nullable Last last(WriterId writer) {
            return null;
        }

        @Override
        public @Nullable CommitRecord record(long first) {
            return null;
        }
    };

    /** The writer's last admitted commit, or null if it never wrote. */
    @Nullable
    Last last(WriterId writer);

    /** The record of the commit whose first event has that sequence, or null if it is not kept. */
    @Nullable
    CommitRecord record(long first);

    /**
     * A writer's last admitted commit: its number, the sequence of its first event, how many events it has, and the
     * hash
     * of its statement. It is known for good, also where the record is not kept.
     */
    record Last(long number, long first, int count, Hash hash) {}
}
