package io.ate.internal.extension;

import io.ate.extension.StoredCommit;

/** What a sink is told next of a chain. */
sealed interface SinkItem {
    /** Behind which sequence it goes on. */
    long last();

    /** A commit. */
    record Stored(StoredCommit commit) implements SinkItem {
        @Override
        public long last() {
            return commit.last();
        }
    }

    /** Commits that are damaged, or of which a part is. */
    record Lost(long first, long last) implements SinkItem {}
}
