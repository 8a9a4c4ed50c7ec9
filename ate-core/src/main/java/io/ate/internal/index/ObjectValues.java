package io.ate.internal.index;

import io.ate.DaoRef;
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
record ObjectValues<T>(OpenChain chain, SessionLease session, Type<T> type) {
    /**
     * The value that the object has as {@code entry} knows it, whatever it has become since.
     *
     * @throws io.ate.NoReadAuthorityException if the session's keys do not open it
     * @throws io.ate.CorruptionException if nobody's do
     * @throws io.ate.IncompatibleValueException if the type cannot take it
     */
    T read(ObjectEntry entry) {
        return PastValue.at(chain, session, type, entry.key(), entry.valued());
    }

    DaoRef<T> ref(ObjectEntry entry) {
        return DaoRef.of(type, entry.key());
    }
}
