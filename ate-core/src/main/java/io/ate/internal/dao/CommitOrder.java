package io.ate.internal.dao;

import io.ate.PrimaryKey;
import io.ate.internal.replica.Standpoint;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The commits of a {@link Pipeline} in the order in which they were handed over, which is the order in which they have
 * to come into the chain where they change the same object. Used under the pipeline's lock.
 */
final class CommitOrder {
    private final TreeMap<Long, UnderWay> all = new TreeMap<>();
    /** By the objects that they change. */
    private final Map<PrimaryKey, TreeMap<Long, UnderWay>> byObject = new HashMap<>();
    private long last;

    /** The place of the one that was handed over last. */
    long last() {
        return last;
    }

    /** Comes after all others. */
    void add(UnderWay commit) {
        commit.placed(++last);
        all.put(last, commit);
        commit.draft()
                .written()
                .forEach(each -> byObject.computeIfAbsent(each, _ -> new TreeMap<>()).put(last, commit));
    }

    /** Tells whether it was still one of them. */
    boolean remove(UnderWay commit) {
        if (!all.remove(commit.place(), commit)) {
            return false;
        }
        commit.draft().written().forEach(each -> byObject.computeIfPresent(each, (_, those) -> {
            those.remove(commit.place());
            return those.isEmpty() ? null : those;
        }));
        return true;
    }

    boolean contains(UnderWay commit) {
        return all.get(commit.place()) == commit;
    }

    Collection<UnderWay> all() {
        return Collections.unmodifiableCollection(all.values());
    }

    /** The same for a draft that is made from there, of those which were to be seen there. */
    Optional<PrimaryKey> overtaken(SealedDraft draft, Origin from) {
        return overtaken(draft, from.standpoint(), from.place());
    }

    /**
     * The first object that the draft changes or relies on and that a commit up to that place changes, without this
     * being seen from there: sent like that, the draft would come first.
     */
    Optional<PrimaryKey> overtaken(SealedDraft draft, Standpoint from, long place) {
        return all.isEmpty() ? Optional.empty()
                : Stream.concat(draft.written().stream(), draft.reliedOn().stream())
                        .filter(each -> !isSeen(each, place, from))
                        .findFirst();
    }

    /** Each was made behind all that came before it, so whoever sees the last one sees them all. */
    private boolean isSeen(PrimaryKey object, long place, Standpoint from) {
        TreeMap<Long, UnderWay> those = byObject.get(object);
        Map.Entry<Long, UnderWay> before = those == null ? null : those.floorEntry(place);
        return before == null || before.getValue().isSeenFrom(from);
    }
}
