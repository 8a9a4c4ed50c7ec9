package io.ate.internal.replica;

import io.ate.ChainId;
import io.ate.ChainName;
import java.util.Optional;

/**
 * Which chain ids were met under which names at one server, as SSH remembers host keys. Implementations are
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
    };

    /** The id that was remembered for the name. */
    Optional<ChainId> remembered(ChainName name);

    /** Remembers the id of a chain that is trusted from now on. */
    void remember(ChainName name, ChainId chain);
}
