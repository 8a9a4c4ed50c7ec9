package io.ate.internal.log;

import java.io.IOException;

/** Says how full a file system is. */
@FunctionalInterface
public interface FreeSpace {
    /**
     * Asks now.
     *
     * @throws io.ate.StoreFailedException if what is asked about is gone
     */
    Sample sample() throws IOException;

    /**
     * How full it was. Immutable.
     *
     * @param free bytes that this process may still use
     * @param total bytes of the whole file system
     */
    record Sample(long free, long total) {}
}
