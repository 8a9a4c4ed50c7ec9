package io.ate.internal.dao;

import io.ate.CommitId;
import io.ate.PrimaryKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which commits came in the place of refused ones, for what was built on these. Only the newest are kept; what is built
 * on older ones is refused for good. Thread-safe.
 */
final class Successors {
    private static final int KEPT = 4096;

    private final Map<CommitId, Successor> byRefused = new LinkedHashMap<>();

    /**
     * What came in the place of a commit.
     *
     * @param commit null if nothing did
     * @param merged the objects that it leaves otherwise than the refused one would have
     */
    record Successor(@Nullable CommitId commit, Set<PrimaryKey> merged) {
        Successor {
            merged = Set.copyOf(merged);
        }
    }

    /** Notes what came in the place of {@code refused}. */
    synchronized void add(CommitId refused, Successor successor) {
        if (byRefused.size() >= KEPT) {
            byRefused.remove(byRefused.keySet().iterator().next());
        }
        byRefused.put(refused, successor);
    }

    /** Tells whether it was refused. */
    synchronized boolean isRefused(CommitId commit) {
        return byRefused.containsKey(commit);
    }

    /** The commit that has come in the place of that one, however it leaves anything: itself if none has. */
    synchronized CommitId newest(CommitId commit) {
        CommitId present = commit;
        for (Successor next = byRefused.get(present); next != null && next.commit != null; next = byRefused
                .get(present)) {
            present = next.commit;
        }
        return present;
    }

    /**
     * The commit that stands in the place of that one: itself if nothing is known of its refusal; null if none does.
     */
    synchronized @Nullable CommitId standing(CommitId commit) {
        CommitId present = commit;
        for (Successor next = byRefused.get(present); next != null; next = byRefused.get(present)) {
            CommitId successor = next.commit;
            if (successor == null) {
                return null;
            }
            present = successor;
        }
        return present;
    }

    /**
     * The commit that leaves {@code object} as {@code commit} would have left it: that one if nothing is known of its
     * refusal, or what came in its place; null if nothing did, or not so.
     */
    synchronized @Nullable CommitId leaving(PrimaryKey object, CommitId commit) {
        CommitId present = commit;
        for (Successor next = byRefused.get(present); next != null; next = byRefused.get(present)) {
            CommitId successor = next.commit;
            if (successor == null || next.merged.contains(object)) {
                return null;
            }
            present = successor;
        }
        return present;
    }
}
