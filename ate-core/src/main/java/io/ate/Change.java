package io.ate;

import java.util.Optional;

/**
 * What happened to an object at one sequence of a chain. Immutable and thread-safe.
 *
 * {@snippet :
 * switch (changes.take()) {
 *     case Change.Stored<JsonNode>(var sequence, var ref, var note) -> IO.println(sequence + ": " + note.value());
 *     case Change.Deleted<JsonNode> gone -> IO.println(gone.sequence() + ": " + gone.ref() + " is gone");
 * }
 * }
 */
public sealed interface Change<T> {
    /** Where in the chain it stands. */
    long sequence();

    /** The object. */
    DaoRef<T> ref();

    /** Who did it, and when. */
    Origin origin();

    /** The object was stored, or changed, or put where a {@link Bus} looks, and is {@code version} from here on. */
    record Stored<T>(long sequence, DaoRef<T> ref, Version<T> version) implements Change<T> {
        @Override
        public Origin origin() {
            return version.origin();
        }

        /**
         * The value that the object has from here on, as {@link Version#value} gives it.
         *
         * @throws NoReadAuthorityException if the session's keys do not open it
         */
        public T value() {
            return version.value();
        }

        /** What the object hangs below, as {@link Version#parent} gives it. */
        public Optional<PrimaryKey> parent() {
            return version.parent();
        }
    }

    /** The object was deleted, and everything below it; or it left what a {@link Bus} is about. */
    record Deleted<T>(long sequence, DaoRef<T> ref, Origin origin) implements Change<T> {}

    /**
     * An object as one change left it. Nothing is decrypted before it is asked for, so that a reader passes over what
     * does not concern him, or is not his to read.
     */
    interface Version<T> {
        /**
         * The value, decrypted and decoded by this call.
         *
         * @throws NoReadAuthorityException if the session's keys do not open it
         * @throws CorruptionException if it is not what its writer sealed
         * @throws CompactedException if compaction has removed it since the change was told
         * @throws IllegalStateException if the chain is closed
         */
        T value();

        /** Who gave it that value, and when. */
        Origin origin();

        /** What it hangs below; empty at the top. */
        Optional<PrimaryKey> parent();
    }
}
