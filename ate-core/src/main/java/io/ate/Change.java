package io.ate;

import java.util.Optional;

/** What happened to an object at one sequence of a chain. Immutable and thread-safe. */
public sealed interface Change<T> {
    /** Where in the chain it stands. */
    long sequence();

    /** The object. */
    DaoRef<T> ref();

    /** Who did it, and when. */
    Origin origin();

    /** The object was stored, or changed. */
    record Stored<T>(long sequence, DaoRef<T> ref, Content<T> content, Origin origin, Optional<PrimaryKey> parent)
            implements Change<T> {
        /**
         * The value that the object has from here on, decrypted and decoded by this call.
         *
         * @throws NoReadAuthorityException if the session's keys do not open it
         * @throws IllegalStateException if the chain is closed
         */
        public T value() {
            return content.value();
        }
    }

    /** The object was deleted, and everything below it. */
    record Deleted<T>(long sequence, DaoRef<T> ref, Origin origin) implements Change<T> {}

    /** A value that is read when it is asked for. */
    @FunctionalInterface
    interface Content<T> {
        /** The value. */
        T value();
    }
}
