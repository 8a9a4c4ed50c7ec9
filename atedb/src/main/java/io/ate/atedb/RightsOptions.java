package io.ate.atedb;

import io.ate.KeyId;
import io.ate.PublicKeys;
import java.util.List;
import picocli.CommandLine.Option;

/** Whose rights change. Confined to the thread that runs the command. */
final class RightsOptions {
    @Option(names = "--read", paramLabel = "PUB", arity = "1..*", converter = PublicKeysConverter.class,
            description = "The right to read, of these keys.")
    private List<PublicKeys> read = List.of();

    @Option(names = "--write", paramLabel = "PUB", arity = "1..*", converter = PublicKeysConverter.class,
            description = "The right to write, of these keys.")
    private List<PublicKeys> write = List.of();

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
