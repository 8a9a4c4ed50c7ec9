package io.ate.internal.replica;

import io.ate.ChainId;
import io.ate.ChainName;
import java.util.List;
import java.util.Optional;

/**
 * What a client keeps from one run to the next, to know chains again: which ids were met under which names at one
 * server, as SSH remembers host keys, and how far each chain was seen at which identity. Implementations are
 * thread-safe and may do I/O.
 */
public interface Pins {
    /** Remembers nothing. */
    Pins NONE = new Pins() {
        @Override
        public Optional<ChainId> remembered(ChainName name) {
            return Optional.empty();
        }

        @Override
        public void remember(ChainName name, ChainId chain) {
            // What is not kept needs no telling: the replica itself holds its genesis.
        }

        @Override
        public List<SeenHead> seen() {
            return List.of();
        }

        @Override
        public void saw(SeenHead seen) {
            // The replica itself knows how far it is.
        }
    };

    /** The id that was remembered for the name. */
    Optional<ChainId> remembered(ChainName name);

    /** Remembers the id of a chain that is trusted from now on. */
    void remember(ChainName name, ChainId chain);

    /** How far chains were seen. */
    List<SeenHead> seen();

    /** Remembers how far a chain was seen, unless it was seen further at that identity. */
    void saw(SeenHead seen);
}
