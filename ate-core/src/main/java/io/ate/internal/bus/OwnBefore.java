package io.ate.internal.bus;

import io.ate.PrimaryKey;
import io.ate.internal.dao.PastValues;
import io.ate.internal.event.Event;
import io.ate.internal.replica.Replica.Applied;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The commits that one writer made before one of his, the nearest first, as far as they were looked at: each is read
 * once, however many events are looked for in it. Confined to one thread.
 */
final class OwnBefore {
    /** So many commits are looked through. */
    private static final int FAR = 64;
    /** So many events in them. */
    private static final int MANY = 100_000;

    private final PastValues values;
    private final List<Commit> commits = new ArrayList<>();
    private long next;
    private int events;

    /** @param objects the sequence of the event of each object that it names */
    private record Commit(long number, Map<PrimaryKey, Long> objects) {}

    OwnBefore(PastValues values, Applied commit) {
        this.values = values;
        this.next = commit.record().previous();
    }

    /** The sequence of the object's event in the commit of that number, if it is not too far away. */
    OptionalLong find(long number, PrimaryKey object) {
        for (int i = 0; i < commits.size() || more(); i++) {
            if (commits.get(i).number == number) {
                Long found = commits.get(i).objects.get(object);
                return found == null ? OptionalLong.empty() : OptionalLong.of(found);
            }
        }
        return OptionalLong.empty();
    }

    private boolean more() {
        if (next < 1 || commits.size() == FAR || events > MANY) {
            return false;
        }
        Applied read = values.commit(next);
        Map<PrimaryKey, Long> objects = HashMap.newHashMap(read.events().size());
        long at = read.record().first();
        for (Event event : read.events()) {
            objects.put(event.facts().key(), at);
            at++;
        }
        commits.add(new Commit(read.record().statement().number(), objects));
        events += objects.size();
        next = read.record().previous();
        return true;
    }
}
