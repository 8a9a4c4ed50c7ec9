package io.ate.internal.replica;

import io.ate.PrimaryKey;
import io.ate.internal.event.Condition;
import io.ate.internal.event.WriterId;
import io.ate.internal.view.ObjectEntry;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The own commits that others have left no condition to be admitted under. Most are refused whatever comes: no object
 * gets an old version again. Others would be admitted after all if somebody undid before their turn what stands in
 * their way: if he deleted, say, what was not to exist. Confined to one call under the overlay's lock.
 */
final class Overtaken {
    private final Overlay overlay;
    private final Map<PendingCommit, PrimaryKey> forGood = new LinkedHashMap<>(0);
    private final Set<PendingCommit> forNow = new LinkedHashSet<>(0);

    Overtaken(Overlay overlay) {
        this.overlay = overlay;
    }

    /** Looks whether {@code own}, which writes or relies on that object, can still be admitted after the others. */
    void check(PendingCommit own, ObjectEntry others) {
        if (!own.isInSight()) {
            return;
        }
        check(own, others, own.conditionOn(others.key()), own.writer());
    }

    private void check(PendingCommit own, ObjectEntry others, Condition condition, WriterId by) {
        switch (condition) {
            case Condition.None(),Condition.AfterOwn(_) -> {
                if (others.isDeleted() && !others.key().isDerived()) { // what has a name begins anew
                    add(own);
                }
            }
            case Condition.Absent() -> {
                if (!others.isDeleted()) {
                    add(own);
                }
            }
            case Condition.AbsentAfterOwn(long number) -> {
                boolean isBehind = isBehind(overlay.own(by, number), others); // which ends what the others made
                if (!isBehind && !others.isDeleted()) {
                    add(own);
                }
            }
            case Condition.OfAnother(WriterId other, Condition.Own of) -> check(own, others, of, other);
            case Condition.AtVersion(long version) -> {
                if (others.isDeleted() || others.version() != version) {
                    forGood.putIfAbsent(own, others.key());
                }
            }
            case Condition.AtOwn(long number) -> {
                PendingCommit earlier = overlay.own(by, number);
                boolean isBehind = isBehind(earlier, others);
                if (earlier == null && own.isOfEarlierProgram()) {
                    add(own); // these others may be that one, which lay in no outbox, or it may be still to come
                } else if (!isBehind || (!own.isAsSeen(others) && own.withdraw())) {
                    forGood.putIfAbsent(own, others.key());
                }
            }
        }
    }

    /** Tells whether the own commit comes behind what the others did. */
    private static boolean isBehind(@Nullable PendingCommit own, ObjectEntry others) {
        return own != null && (own.confirmedAt() == 0 || own.confirmedAt() > others.version());
    }

    /** It cannot be admitted as things are. */
    void add(PendingCommit own) {
        forNow.add(own);
    }

    boolean has(PendingCommit own) {
        return forNow.contains(own) || forGood.containsKey(own);
    }

    /** Those that nobody can admit any more, each with the object for whose sake. */
    Map<PendingCommit, PrimaryKey> forGood() {
        return forGood;
    }

    /** Those that nobody admits as things are. */
    Set<PendingCommit> forNow() {
        return forNow;
    }
}
