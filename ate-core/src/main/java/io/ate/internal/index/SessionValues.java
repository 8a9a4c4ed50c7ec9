package io.ate.internal.index;

import io.ate.Type;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.dao.PastValue;
import io.ate.internal.dao.SessionLease;
import io.ate.internal.view.ObjectEntry;

/**
 * Reads objects of one type as one session can. Immutable and thread-safe.
 *
 * @param session the use of its keys that the handle has which was asked for the projection
 */
record SessionValues<T>(OpenChain chain, SessionLease session, Type<T> type) implements ObjectValues<T> {
    @Override
    public T read(ObjectEntry entry) {
        return PastValue.at(chain, session, type, entry.key(), entry.valued());
    }
}
