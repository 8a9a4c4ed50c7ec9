package io.ate.internal.index;

import io.ate.Type;
import io.ate.internal.view.ObjectEntry;

/** Reads objects of one type. Implementations are immutable and thread-safe. */
interface ObjectValues<T> {
    /** What the objects are read as. */
    Type<T> type();

    /**
     * The value that the object has as {@code entry} knows it, whatever it has become since.
     *
     * @throws io.ate.NoReadAuthorityException if the keys at hand do not open it
     * @throws io.ate.CorruptionException if nobody's do
     * @throws io.ate.IncompatibleValueException if the type cannot take it
     */
    T read(ObjectEntry entry);
}
