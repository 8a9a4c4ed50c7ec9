package io.ate.internal.replica;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.UntrustedServerException;
import io.ate.internal.event.Event;
import io.ate.internal.tree.RootAt;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.RuleEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A chain as far as its server has shown it at one head: the objects that were asked for, and what they hang below.
 * Nothing changes it; any thread may read it.
 */
final class HeadState implements ChainState {
    private final RootAt head;
    private final ChainState shown;
    private final Set<PrimaryKey> asked;
    private final Map<Long, Event> events;

    /** Two states of one moment, which agree where both know something. */
    private record Both(ChainState one, ChainState other) implements ChainState {
        @Override
        public @Nullable ObjectEntry entry(PrimaryKey key) {
            ObjectEntry entry = one.entry(key);
            return entry != null ? entry : other.entry(key);
        }

        @Override
        public @Nullable KeyEntry publicKey(KeyId id) {
            KeyEntry key = one.publicKey(id);
            return key != null ? key : other.publicKey(id);
        }

        @Override
        public boolean beginsSigned(PrimaryKey key) {
            return one.beginsSigned(key) || other.beginsSigned(key);
        }
    }

    /**
     * @param shown what the events come to; not changed any more
     * @param asked the objects that were asked for, whether or not they are there
     * @param events by which it is so, some without their payloads
     */
    HeadState(RootAt head, ChainState shown, Set<PrimaryKey> asked, Map<Long, Event> events) {
        this.head = head;
        this.shown = shown;
        this.asked = Set.copyOf(asked);
        this.events = Map.copyOf(events);
    }

    /** The chain's head then. */
    RootAt head() {
        return head;
    }

    /** The objects that were asked for, whether or not they are there. */
    Set<PrimaryKey> asked() {
        return asked;
    }

    /** By their sequences. */
    Map<Long, Event> events() {
        return events;
    }

    /**
     * What is shown here and there, both at one head.
     *
     * @throws UntrustedServerException if not the same is shown of an object
     */
    HeadState and(HeadState other) {
        events.values().forEach(each -> demandSame(each.facts().key(), other));
        other.events.values().forEach(each -> demandSame(each.facts().key(), other));
        Set<PrimaryKey> objects = new HashSet<>(asked);
        objects.addAll(other.asked);
        Map<Long, Event> all = new HashMap<>(events);
        other.events.forEach((sequence, event) -> all.merge(sequence, event,
                (one, another) -> one.hasPayload() ? one : another));
        return new HeadState(head, new Both(shown, other.shown), objects, all);
    }

    /** Every event is proven to stand in the chain; an object that is two things at once is one that events lack of. */
    private void demandSame(PrimaryKey key, HeadState other) {
        if (knows(key) && other.knows(key) && !isSame(entry(key), other.entry(key))) {
            throw new UntrustedServerException("the server shows object " + key + " as two different things at one "
                    + "head of the chain, of size " + head.size());
        }
    }

    private static boolean isSame(@Nullable ObjectEntry one, @Nullable ObjectEntry other) {
        if (one == null || other == null) {
            return one == other;
        }
        return one.version() == other.version() && one.born() == other.born() && one.placed() == other.placed()
                && one.valued() == other.valued() && one.isDeleted() == other.isDeleted()
                && setBy(one.rules()).equals(setBy(other.rules()));
    }

    /** The sequences of the events that set those rules. */
    private static List<Long> setBy(@Nullable RuleEntry rules) {
        List<Long> sequences = new ArrayList<>();
        if (rules != null) {
            sequences.addAll(rules.earlier().sequences());
            sequences.add(rules.since());
        }
        return sequences;
    }

    /** Tells whether it is known here what the object is, or that it is not there. */
    boolean knows(PrimaryKey key) {
        return asked.contains(key) || shown.entry(key) != null;
    }

    @Override
    public @Nullable ObjectEntry entry(PrimaryKey key) {
        return shown.entry(key);
    }

    @Override
    public @Nullable KeyEntry publicKey(KeyId id) {
        return shown.publicKey(id);
    }

    /** Nobody has shown which ids have a past: to sign once too often does no harm. */
    @Override
    public boolean beginsSigned(PrimaryKey key) {
        return true;
    }
}
