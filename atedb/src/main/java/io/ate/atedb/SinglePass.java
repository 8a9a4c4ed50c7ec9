package io.ate.atedb;

import io.ate.AteException;

/**
 * Keeps a reading whose results are printed as they come from being run a second time, on a newer state of the chain:
 * what was printed cannot be taken back. Confined to one thread.
 */
final class SinglePass {
    private boolean begun;

    /** @throws AteException if it has begun before */
    void begin() {
        if (begun) {
            throw new AteException("the chain changed too much while it was printed: do it again");
        }
        begun = true;
    }
}
