package io.ate.internal.replica;

import io.ate.PrimaryKey;
import io.ate.internal.view.ObjectEntry;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The children that own commits put below objects, in the order of tickets. One thread at a time changes it, under
 * the overlay's lock; any thread reads.
 */
final class Placements {
    private final ConcurrentHashMap<PrimaryKey, ConcurrentSkipListMap<Long, Placement>> byParent = new ConcurrentHashMap<>();

    /** A child as the event leaves it that puts it there, or does so if others delete it before. */
    record Placement(ObjectEntry entry, PendingCommit commit) {}

    void add(ObjectEntry entry, PendingCommit commit) {
        if (mayPlace(entry)) {
            byParent.computeIfAbsent(entry.parent(), _ -> new ConcurrentSkipListMap<>())
                    .put(-entry.version(), new Placement(isPlacement(entry) ? entry : entry.begunAnew(), commit));
        }
    }

    void remove(ObjectEntry entry) {
        if (mayPlace(entry)) {
            byParent.computeIfPresent(entry.parent(), (_, placements) -> {
                placements.remove(-entry.version());
                return placements.isEmpty() ? null : placements;
            });
        }
    }

    /** What was put below {@code parent}, in any collection. */
    Collection<Placement> below(PrimaryKey parent) {
        return below(parent, 0);
    }

    /** What was put below {@code parent} by later events than that of the ticket {@code after}. */
    Collection<Placement> below(PrimaryKey parent, long after) {
        ConcurrentSkipListMap<Long, Placement> placements = byParent.get(parent);
        return placements == null ? List.of() : placements.tailMap(after, false).values();
    }

    /** Also what has a name and is overwritten: where others have deleted it, that begins it anew. */
    private static boolean mayPlace(ObjectEntry entry) {
        return isPlacement(entry) || (entry.key().isDerived() && !entry.isDeleted());
    }

    private static boolean isPlacement(ObjectEntry entry) {
        return !entry.isDeleted() && entry.placed() == entry.version() && !entry.key().isZero()
                && !entry.isPublishedKey();
    }
}
