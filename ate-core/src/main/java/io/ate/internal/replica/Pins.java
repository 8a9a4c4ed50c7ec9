package io.ate.internal.replica;

import io.ate.ChainId;
import io.ate.ChainName;
import java.util.List;
import java.util.Optional;

/**
 * What a client keeps from one run to the next, to know chains again: which ids were met under which names at one
 * server, as SSH remembers host keys, and how far each chain was seen at which identity. What an implementation does
 * not say it does not remember: the replica itself still holds its genesis and how far it is. Implementations are
 * thread-safe and may do I/O.
 */
public interface Pins {
    /** Remembers nothing. */
    Pins NONE = new Pins() {};

    /** The id that was remembered for the name. */
    default Optional<ChainId> remembered(ChainName name) {
        return Optional.empty();
    }

    /** Remembers the id of a chain that is trusted from now on. */
    default void remember(ChainName name, ChainId chain) {}

    /** How far chains were seen. */
    default List<SeenHead> seen() {
        return List.of();
    }

    /** Remembers how far a chain was seen, unless it was seen further at that identity. */
    default void saw(SeenHead seen) {}
}
