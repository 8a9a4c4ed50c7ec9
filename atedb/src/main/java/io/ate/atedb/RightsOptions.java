package io.ate.atedb;

import io.ate.KeyId;
import io.ate.PublicKeys;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Whose rights change. Confined to the thread that runs the command. */
final class RightsOptions {
    @Option(names = "--read", paramLabel = "PUB", arity = "1..*", converter = NamedReader.class,
            description = "The right to read, of these keys.")
    private List<PublicKeys> read = List.of();

    @Option(names = "--write", paramLabel = "PUB", arity = "1..*", converter = PublicKeysConverter.class,
            description = "The right to write, of these keys.")
    private List<PublicKeys> write = List.of();

    /** Reads whom a right to read is given to, or taken from: never everyone. Immutable. */
    static final class NamedReader implements ITypeConverter<PublicKeys> {
        @Override
        public PublicKeys convert(String text) {
            return switch (new Reader.Converter().convert(text)) {
                case Reader.Holder(PublicKeys keys) -> keys;
                case Reader.Everyone() ->
                        throw new TypeConversionException("whether everyone may read a chain is decided "
                                + "when it is created (atedb create CHAIN --reader everyone), and stays so: name keys");
            };
        }
    }

    boolean isEmpty() {
        return read.isEmpty() && write.isEmpty();
    }

    boolean concernReading() {
        return !read.isEmpty();
    }

    boolean concernWriting() {
        return !write.isEmpty();
    }

    PublicKeys[] read() {
        return read.toArray(PublicKeys[]::new);
    }

    PublicKeys[] write() {
        return write.toArray(PublicKeys[]::new);
    }

    /** The ids of those whose right to read changes, for people and scripts. */
    List<String> readers() {
        return read.stream().map(keys -> keys.id().toString()).toList();
    }

    /** The ids of those whose right to write changes, for people and scripts. */
    List<String> writers() {
        return write.stream().map(keys -> keys.id().toString()).toList();
    }

    KeyId[] readIds() {
        return read.stream().map(PublicKeys::id).toArray(KeyId[]::new);
    }

    KeyId[] writeIds() {
        return write.stream().map(PublicKeys::id).toArray(KeyId[]::new);
    }
}
