package io.ate.atedb;

import io.ate.PublicKeys;
import picocli.CommandLine.ITypeConverter;

/** Whom a new chain is for, as the command line says it. */
sealed interface Reader {
    /** What stands for everyone. */
    String EVERYONE = "everyone";

    /** Whoever reaches the server. */
    record Everyone() implements Reader {}

    /** Whoever holds these keys. */
    record Holder(PublicKeys keys) implements Reader {}

    /** Reads {@code everyone}, a {@code .pub} file, or its line. Immutable. */
    final class Converter implements ITypeConverter<Reader> {
        @Override
        public Reader convert(String text) {
            return EVERYONE.equals(text) ? new Everyone() : new Holder(new PublicKeysConverter().convert(text));
        }
    }
}
