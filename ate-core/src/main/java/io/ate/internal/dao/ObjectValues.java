package io.ate.internal.dao;

import io.ate.IncompatibleValueException;
import io.ate.Type;
import io.ate.internal.view.ObjectEntry;

/**
 * The values of one unit of work's objects as bytes: plain ones, and those that have the key of a map beside them.
 * Confined to that unit's thread.
 */
record ObjectValues(Values plain, KeyedValues keyed, Sight sight) {
    /** What {@code value}, which is or was the object's, stands for. */
    <T> T decode(Type<T> type, ObjectEntry object, Plaintext value) {
        try {
            return KeyedValues.mayBe(object) ? keyed.decode(type, value) : plain.decode(type, value);
        } catch (IncompatibleValueException e) {
            String text = "object " + object.key() + ": " + e.getMessage();
            throw e.getCause() == null ? new IncompatibleValueException(text)
                    : new IncompatibleValueException(text, e.getCause());
        }
    }

    /** The bytes of a value that is made of {@code before}. */
    <T> Plaintext encodeOver(Type<T> type, ObjectEntry object, Plaintext before, T value) {
        return KeyedValues.mayBe(object) ? keyed.encodeOver(type, before, value)
                : plain.encodeOver(type, before, value);
    }

    /**
     * The bytes of a value that the object is to have whatever it has now; the key that it goes by is no part of it.
     */
    <T> Plaintext encodeInstead(Type<T> type, ObjectEntry object, T value) {
        return KeyedValues.mayBe(object)
                ? keyed.encodeInstead(type, sight.read(object).demandValue(), value)
                : plain.encode(type, value);
    }
}
