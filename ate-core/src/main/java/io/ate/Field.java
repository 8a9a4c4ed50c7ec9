package io.ate;

import java.nio.charset.StandardCharsets;

/**
 * What an object owns, declared beside its type as a constant: the name of a collection of children, which never
 * changes, and what they are. Nothing of it stands in the object's value. Immutable.
 *
 * {@snippet :
 * record Account(String name, BigDecimal balance) {
 *     static final Field.Vec<Transaction> TRANSACTIONS = Field.vec("transactions", Transaction.class);
 * }
 * }
 */
public sealed interface Field {
    /** A collection of any number of children, in the order in which they were added. */
    static <T> Vec<T> vec(String name, Class<T> valueClass) {
        return new Vec<>(name, Type.of(valueClass));
    }

    /** A collection of any number of children, in the order in which they were added. */
    static <T> Vec<T> vec(String name, Type<T> type) {
        return new Vec<>(name, type);
    }

    /** The name of the collection: 1 to 255 bytes of UTF-8. */
    String name();

    /** A {@linkplain #vec(String, Class) collection in order of adding}. */
    record Vec<T>(String name, Type<T> type) implements Field {
        public Vec {
            int length = name.getBytes(StandardCharsets.UTF_8).length;
            if (length < 1 || length > 255) {
                throw new IllegalArgumentException("the name of a collection has 1 to 255 bytes, not " + length);
            }
        }
    }
}
