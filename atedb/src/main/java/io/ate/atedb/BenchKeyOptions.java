package io.ate.atedb;

import io.ate.KeyBundle;
import io.ate.atedb.console.Surroundings;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Under whose keys a load is put on: nobody else needs them, so there are new ones for each. Confined to one thread.
 */
final class BenchKeyOptions {
    private final Surroundings surroundings;

    @Option(names = "--key", paramLabel = "FILE",
            description = "Create the chains, write and read under the keys in that file (default: new ones, which are "
                    + "forgotten afterwards).")
    private @Nullable Path key;

    @Option(names = "--passphrase-file", paramLabel = "FILE",
            description = "Read the passphrase of the key file from there, - is standard input (default: ask on the "
                    + "terminal).")
    private @Nullable String passphraseFile;

    BenchKeyOptions(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The keys. The caller closes them. */
    KeyBundle keys() {
        return key == null ? KeyBundle.generate()
                : new KeyFile(surroundings, Optional.ofNullable(passphraseFile)).load(key);
    }
}
