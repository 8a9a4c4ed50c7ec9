package io.ate.internal.replica;

import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.event.Event;
import io.ate.internal.tree.RootAt;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.ObjectEntry;
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

    /** By their sequences. */
    Map<Long, Event> events() {
        return events;
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
