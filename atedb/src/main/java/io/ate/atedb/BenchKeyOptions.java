package io.ate.atedb;

import io.ate.KeyBundle;
import io.ate.atedb.console.Surroundings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Under whose keys a load is put on: nobody else needs them, so there are new ones for each. Confined to one thread.
 */
final class BenchKeyOptions {
    @Option(names = "--key", paramLabel = "FILE",
            description = "Create the chains, write and read under the keys in that file (default: new ones, which are "
                    + "forgotten afterwards).")
    private @Nullable Path key;

    @Mixin
    private final KeyFileOptions files;

    BenchKeyOptions(Surroundings surroundings) {
        files = new KeyFileOptions(surroundings);
    }

    /** The keys. The caller closes them. */
    KeyBundle keys() {
        return key == null ? KeyBundle.generate() : files.load(key);
    }
}
