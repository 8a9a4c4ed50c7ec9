package io.ate.client;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What a client does not hold a server to any more, after {@link AteClient#acceptRestored}. Immutable.
 *
 * @param seen whether it was remembered how far the chain was seen
 * @param aside the folder in which the replicas are as they were, if the chain had one on disk
 */
public record AcceptedRestore(boolean seen, Optional<Path> aside) {
    public AcceptedRestore {
        Objects.requireNonNull(aside, "aside");
    }

    /** Whether there was anything that the server was held to. */
    public boolean isAny() {
        return seen || aside.isPresent();
    }
}
