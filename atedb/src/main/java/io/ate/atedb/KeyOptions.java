package io.ate.atedb;

import io.ate.KeyBundle;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.place.Places;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who acts. Confined to the thread that runs the command. */
final class KeyOptions {
    private final Surroundings surroundings;

    @Option(names = "--key", paramLabel = "FILE",
            description = "Act under the keys in that file (default: ~/.config/ate/default.key, if it is "
                    + "there; reading needs none where everyone may read).")
    private @Nullable Path key;

    @Mixin
    private final KeyFileOptions files;

    KeyOptions(Surroundings surroundings) {
        this.surroundings = surroundings;
        files = new KeyFileOptions(surroundings);
    }

    /** The keys that act; empty if none were named and there are no default ones. The caller closes them. */
    Optional<KeyBundle> keys() {
        Path file = key;
        if (file == null) {
            file = Places.of(surroundings).defaultKey();
            if (Files.notExists(file)) {
                return Optional.empty();
            }
        }
        return Optional.of(files.load(file));
    }

    /**
     * The keys that act. The caller closes them.
     *
     * @throws MissingKeyException if there are none
     */
    KeyBundle requireKeys() {
        return keys().orElseThrow(MissingKeyException::new);
    }
}
