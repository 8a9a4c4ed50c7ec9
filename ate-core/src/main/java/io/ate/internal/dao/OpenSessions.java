package io.ate.internal.dao;

import io.ate.KeyId;
import io.ate.Session;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.replica.Replica;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions that work with an open chain. Each has one set of keys, whatever the number of its handles; with its
 * last use what it has opened is zeroed, and the server need not remember its keys any longer. Thread-safe.
 */
final class OpenSessions implements AutoCloseable {
    private final Replica replica;
    private final Map<Session, SessionKeys> sessions = new ConcurrentHashMap<>();

    OpenSessions(Replica replica) {
        this.replica = replica;
        replica.actedUnder(() -> sessions.values().stream().flatMap(each -> each.held().stream()).toList());
    }

    /**
     * Begins a use of the session's keys.
     *
     * @throws IllegalStateException if one of them was closed
     */
    SessionLease begin(Session session) {
        Objects.requireNonNull(session, "the session is null: one without keys is Session.none()");
        session.keys().forEach(each -> HeldKeys.of(each).demandOpen()); // else it would be told as a right that is missing
        SessionKeys used = Objects.requireNonNull(sessions.compute(session,
                (_, known) -> known != null && known.use() ? known : new SessionKeys(replica, session)));
        return new SessionLease(this, used);
    }

    /** A use of each session's keys that anybody uses now; the caller's to end. */
    List<SessionLease> all() {
        return sessions.values().stream().filter(SessionKeys::use).map(each -> new SessionLease(this, each)).toList();
    }

    /** A use has ended. */
    void endUse(SessionKeys keys) {
        if (keys.endUse()) {
            sessions.remove(keys.session(), keys);
            replica.release(onlyIn(keys));
        }
    }

    /** Those of the keys that no other session acts under. One that begins meanwhile proves what it needs anew. */
    private Set<KeyId> onlyIn(SessionKeys keys) {
        Set<KeyId> only = new HashSet<>();
        keys.held().forEach(each -> only.add(each.id()));
        for (SessionKeys other : sessions.values()) {
            other.held().stream().map(HeldKeys::id).forEach(only::remove);
        }
        return only;
    }

    /** The chain is closed, and with it all uses end. */
    @Override
    public void close() {
        sessions.values().forEach(SessionKeys::close);
    }
}
