package io.ate.atedb;

import io.ate.atedb.console.Messages;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.place.ChainAddress;
import picocli.CommandLine.Mixin;

/** Which chain is meant, that may be there already, and who acts. Confined to the thread that runs the command. */
final class ChainOptions {
    @Mixin
    private final NewChainOptions named;

    @Mixin
    private final TrustOptions trust = new TrustOptions();

    ChainOptions(Surroundings surroundings) {
        named = new NewChainOptions(surroundings);
    }

    /** The chain as the caller named it. */
    ChainAddress chain() {
        return named.chain();
    }

    /** Acts under whatever keys there are, or none, as far as that goes. The caller closes it. */
    Connection connect(Messages messages) {
        return named.connect(trust, messages);
    }

    /**
     * Acts under keys. The caller closes it.
     *
     * @throws MissingKeyException if there are none
     */
    Connection connectWithKeys(Messages messages) {
        return named.connectWithKeys(trust, messages);
    }
}
