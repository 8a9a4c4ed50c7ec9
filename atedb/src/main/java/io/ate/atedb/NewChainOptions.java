package io.ate.atedb;

import io.ate.atedb.console.Messages;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.place.ChainAddress;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which chain is meant, at which server, and who acts. Confined to the thread that runs the command. */
final class NewChainOptions {
    @Mixin
    private final CallerOptions caller;

    @Parameters(index = "0", paramLabel = "CHAIN", converter = AddressConverter.OfChain.class,
            description = "The chain's name, or ws://host[:port]/db/<name>[#fingerprint][&chain=<id>].")
    @SuppressWarnings("NullAway.Init") // picocli demands it
    private ChainAddress chain;

    NewChainOptions(Surroundings surroundings) {
        caller = new CallerOptions(surroundings);
    }

    /** The chain as the caller named it. */
    ChainAddress chain() {
        return chain;
    }

    /** Acts under whatever keys there are, or none, as far as that goes. The caller closes it. */
    Connection connect(TrustOptions trust, Messages messages) {
        return caller.connect(chain.server(), trust, messages);
    }

    /**
     * Acts under keys. The caller closes it.
     *
     * @throws MissingKeyException if there are none
     */
    Connection connectWithKeys(TrustOptions trust, Messages messages) {
        return caller.connectWithKeys(chain.server(), trust, messages);
    }
}
