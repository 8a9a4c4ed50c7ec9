package io.ate.internal.index;

import io.ate.Type;
import io.ate.internal.dao.PastValues;
import io.ate.internal.view.ObjectEntry;

/** Reads objects of one type as the handle does which was asked for the projection. Immutable and thread-safe. */
record SessionValues<T>(PastValues values, Type<T> type) implements ObjectValues<T> {
    @Override
    public T read(ObjectEntry entry) {
        return values.at(type, entry.key(), entry.valued());
    }
}
