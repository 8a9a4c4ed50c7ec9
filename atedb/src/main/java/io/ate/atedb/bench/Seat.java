package io.ate.atedb.bench;

import io.ate.Chain;

/**
 * One client at the chain. Immutable.
 *
 * @param leave closes the connection, after the chain
 */
public record Seat(Chain chain, Runnable leave) implements AutoCloseable {
    @Override
    public void close() {
        try {
            chain.close();
        } finally {
            leave.run();
        }
    }
}
