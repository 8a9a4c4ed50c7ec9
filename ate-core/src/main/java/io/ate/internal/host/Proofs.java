package io.ate.internal.host;

import io.ate.ChainId;
import io.ate.PublicKeys;
import io.ate.Reason;
import io.ate.internal.protocol.Prove;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Has proofs of keys checked, which costs cryptography, by other threads. Confined to the connection's executor. */
final class Proofs {
    private final Possession possession;
    private final Executor checkers;
    private final Errands errands;
    private boolean anyHeld;

    Proofs(Possession possession, Executor checkers, Errands errands) {
        this.possession = possession;
        this.checkers = checkers;
        this.errands = errands;
    }

    /** Gives {@code proven} the keys if the proof holds for that chain, and refuses the request if it does not. */
    void check(Prove prove, ChainId chain, Consumer<PublicKeys> proven) {
        errands.work(checkers, () -> {
            PublicKeys keys = possession.proven(chain, prove.keys(), prove.signature());
            errands.later(() -> {
                if (keys == null) {
                    errands.reject(prove.channel(), prove.request(), Reason.SIGNATURE_INVALID,
                            "the proof of the key does not hold for this connection and chain");
                } else {
                    anyHeld = true;
                    proven.accept(keys);
                }
            });
        });
    }

    /** Tells whether a proof has held on this connection. */
    boolean hasAnyHeld() {
        return anyHeld;
    }
}
