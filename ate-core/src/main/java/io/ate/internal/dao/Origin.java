package io.ate.internal.dao;

import io.ate.internal.replica.Standpoint;

/**
 * What a commit is made from.
 *
 * @param standpoint may be closed by the time the commit is handed over
 * @param place of the last commit that was handed over to the {@link Pipeline} before that was opened
 */
record Origin(Standpoint standpoint, long place) implements AutoCloseable {
    @Override
    public void close() {
        standpoint.close();
    }
}
