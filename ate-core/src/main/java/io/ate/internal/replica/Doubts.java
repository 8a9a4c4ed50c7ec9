package io.ate.internal.replica;

import io.ate.internal.event.WriterId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Own commits that may be stored, although nobody waits for them any more and they lie over the view no longer: if the
 * stream brings one, the server has done nothing wrong. They are never more than were under way when a connection
 * broke. Thread-safe.
 */
final class Doubts {
    private final Map<Numbered, PendingCommit> commits = new ConcurrentHashMap<>(0);

    private record Numbered(WriterId writer, long number) {}

    void add(PendingCommit commit) {
        commits.put(new Numbered(commit.writer(), commit.number()), commit);
    }

    void remove(PendingCommit commit) {
        if (!commits.isEmpty()) {
            commits.remove(new Numbered(commit.writer(), commit.number()));
        }
    }

    @Nullable
    PendingCommit find(WriterId writer, long number) {
        return commits.isEmpty() ? null : commits.get(new Numbered(writer, number));
    }
}
