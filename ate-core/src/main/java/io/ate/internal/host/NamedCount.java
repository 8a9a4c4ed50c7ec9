package io.ate.internal.host;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.view.Effects;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.RecallingState;
import io.ate.internal.view.RuleEntry;
import io.ate.internal.view.View;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How many objects of one open chain name each key in their rules, counted as commits come. So it costs a subscriber
 * one look for each of its keys to know whether it may read, however many objects have rules. Changed by the chain's
 * owner alone; any thread may ask.
 *
 * <p>
 * What has rules and hangs below an object that ends, or moves, is not seen from that commit: then all are counted
 * anew, which takes long, and so is done when the owner has time ({@link #catchUp}). An object is known to have
 * nothing with rules below it, as most have, if it was never passed on the way up from one that has.
 */
final class NamedCount {
    private final View view;
    private final Map<PrimaryKey, RuleEntry> ruled = new HashMap<>();
    private final Set<PrimaryKey> passed = new HashSet<>();
    private volatile Map<KeyId, Integer> counts = new ConcurrentHashMap<>();
    private final AtomicLong losses = new AtomicLong();
    private boolean behind;

    NamedCount(View view) {
        this.view = view;
        count();
    }

    /** Tells whether a rule in force names any of these. */
    boolean containsAny(Set<KeyId> keys) {
        Map<KeyId, Integer> now = counts;
        for (KeyId key : keys) {
            if (now.containsKey(key)) {
                return true;
            }
        }
        return false;
    }

    /** How many keys rules in force name. */
    int size() {
        return counts.size();
    }

    /** The keys that rules in force name. */
    Set<KeyId> keys() {
        return Set.copyOf(counts.keySet());
    }

    /** How often it happened that keys were not named any more, so that subscribers know when to ask again. */
    long losses() {
        return losses.get();
    }

    /** Tells whether all have to be counted anew. */
    boolean isBehind() {
        return behind;
    }

    /** The view has taken a commit in. */
    void applied(Effects effects) {
        for (ObjectEntry entry : effects.objects()) {
            RuleEntry rules = entry.rules();
            if (rules != null && isOther(entry)) {
                name(counts, rules);
            }
        }
        boolean lost = false;
        for (ObjectEntry entry : effects.objects()) {
            boolean moved = entry.isMoved();
            behind |= (moved || entry.isDeleted()) && passed.contains(entry.key());
            if (isOther(entry)) {
                lost |= unname(replace(entry));
            } else if (moved && entry.rules() != null) {
                pass(entry);
            }
        }
        if (lost) {
            losses.incrementAndGet();
        }
    }

    /** Counts all anew if that is needed. */
    void catchUp() {
        if (behind) {
            count();
            losses.incrementAndGet();
        }
    }

    private boolean isOther(ObjectEntry entry) {
        return !Objects.equals(ruled.get(entry.key()), entry.rules());
    }

    private @Nullable RuleEntry replace(ObjectEntry entry) {
        RuleEntry rules = entry.rules();
        if (rules == null) {
            return ruled.remove(entry.key());
        }
        pass(entry);
        return ruled.put(entry.key(), rules);
    }

    /** Where one object was passed before, so were all above it. */
    private void pass(ObjectEntry entry) {
        ObjectEntry at = entry;
        while (at != null && !at.parent().isZero() && passed.add(at.parent())) {
            at = view.entry(at.parent());
        }
        behind |= at == null; // it ended again within the same commit
    }

    private static void name(Map<KeyId, Integer> counts, RuleEntry rules) {
        rules.rules().named().forEach(key -> counts.merge(key, 1, Integer::sum));
    }

    /** Tells whether a key is not named any more. */
    private boolean unname(@Nullable RuleEntry rules) {
        boolean lost = false;
        if (rules != null) {
            for (KeyId key : rules.rules().named()) {
                lost |= counts.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1) == null;
            }
        }
        return lost;
    }

    private void count() {
        ruled.clear();
        passed.clear();
        behind = false;
        Map<KeyId, Integer> anew = new ConcurrentHashMap<>();
        RecallingState state = new RecallingState(view);
        for (ObjectEntry entry : view.ruled()) {
            RuleEntry rules = entry.rules();
            if (rules != null && state.isLive(entry)) {
                name(anew, rules);
                ruled.put(entry.key(), rules);
                pass(entry);
            }
        }
        counts = anew;
    }
}
