package io.ate.internal.dao;

import io.ate.CorruptionException;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.GenesisRecord;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.ReadRule;
import io.ate.internal.replica.Replica;
import io.ate.internal.replica.Replica.Applied;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.RuleEntry;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The key rings that the log holds for one session, in force or not. An object whose rules were dropped, or that was
 * deleted, has no ring any more; what was sealed under it is still in the log, and so is the ring. Thread-safe.
 *
 * <p>
 * The log is looked through when a key is asked for that no ring in force above an object gives, each part of it once
 * and no further than to the key. Kept is only where each data key is named.
 */
final class PastRings {
    private static final long GENESIS = 0;

    private final Replica replica;
    private final RingReader rings;
    private final ReentrantLock looking = new ReentrantLock();
    private final Map<DataKeyId, List<Long>> found = HashMap.newHashMap(0);
    private long seen = -1;

    /** @param rings opens them for the session */
    PastRings(Replica replica, RingReader rings) {
        this.replica = replica;
        this.rings = rings;
    }

    /**
     * The data key of that name.
     *
     * @param opened gives it, if the ring of a read rule not only names it
     * @return null if no ring of now or of then gives it to the session
     */
    @Nullable
    DataKey find(DataKeyId id, Function<Rights.Reading, @Nullable DataKey> opened) {
        looking.lock();
        try {
            for (int tried = 0;; tried++) {
                int place = tried;
                lookUntil(() -> found.getOrDefault(id, List.of()).size() > place);
                List<Long> named = found.getOrDefault(id, List.of());
                if (named.size() <= place) {
                    return null;
                }
                DataKey key = opened.apply(reading(named.get(place)));
                if (key != null) {
                    return key;
                }
            }
        } finally {
            looking.unlock();
        }
    }

    /** A read rule, of now or of then, that names the session as a reader; null if there never was one. */
    Rights.@Nullable Reading any() {
        looking.lock();
        try {
            lookUntil(() -> !found.isEmpty());
            return found.isEmpty() ? null : reading(found.values().iterator().next().getFirst());
        } finally {
            looking.unlock();
        }
    }

    private Rights.Reading reading(long sequence) {
        return sequence == GENESIS ? ofGenesis() : reading(event(sequence), sequence);
    }

    /** What was looked through once is remembered: each commit is looked at once at most. */
    private void lookUntil(BooleanSupplier enough) {
        if (enough.getAsBoolean()) {
            return;
        }
        if (seen < GENESIS) {
            note(ofGenesis(), GENESIS);
            seen = GENESIS;
        }
        for (Applied commit : replica.history(seen)) {
            if (enough.getAsBoolean()) {
                return;
            }
            long sequence = commit.first();
            for (Event event : commit.events()) {
                if (namesSession(event.facts())) {
                    note(reading(event, sequence), sequence);
                }
                sequence++;
            }
            seen = commit.last();
        }
    }

    private boolean namesSession(Facts facts) {
        return facts.ring() != null && facts.rules() != null
                && facts.rules().read() instanceof ReadRule.Keys(List<KeyId> readers)
                && rings.held().stream().anyMatch(key -> readers.contains(key.id()));
    }

    private void note(Rights.Reading reading, long sequence) {
        if (rings.isReader(reading) && reading.entry().ring() instanceof KeyRing.Sealed ring) {
            note(ring.newest(), sequence);
            ring.older().forEach(each -> note(each.id(), sequence));
        }
    }

    private void note(DataKeyId id, long sequence) {
        found.computeIfAbsent(id, _ -> new ArrayList<>(1)).add(sequence);
    }

    private Event event(long sequence) {
        return replica.header(sequence);
    }

    private Rights.Reading ofGenesis() {
        GenesisRecord record = replica.genesis().record();
        return reading(PrimaryKey.ZERO, record.rules(), record.ring(), GENESIS);
    }

    private static Rights.Reading reading(Event event, long sequence) {
        ObjectRules rules = event.facts().rules();
        if (rules == null) {
            throw new CorruptionException("the rules at sequence " + sequence + " are not there any more");
        }
        return reading(event.facts().key(), rules, event.ring(), sequence);
    }

    private static Rights.Reading reading(PrimaryKey holder, ObjectRules rules, Slice ring, long sequence) {
        try {
            return new Rights.Reading(holder, new RuleEntry(rules, KeyRing.decode(ring, rules.read()), sequence));
        } catch (MalformedException e) {
            throw new CorruptionException("the key ring at sequence " + sequence + " is damaged", e);
        }
    }
}
