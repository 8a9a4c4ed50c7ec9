package io.ate.internal.log;

import java.util.Optional;

/**
 * What can be chosen about a {@link RocksRedoLog}. Immutable.
 *
 * @param walLimit bytes of write-ahead log after which memory is flushed: bounds the time to open and, doubled, is the
 * least reserve of free space
 * @param writeBuffers bytes of memory for what is not flushed yet, all families together
 * @param blockCache bytes of memory for blocks that were read
 * @param openFiles files that are open at the same time, at most
 * @param faults lets tests fail a write
 * @param space where free space is asked for; empty for the file system of the store's folder
 */
public record StoreOptions(long walLimit, long writeBuffers, long blockCache, int openFiles, WriteFaults faults,
        Optional<FreeSpace> space) {

    /** For a server, or a client with large chains. */
    public static StoreOptions standard() {
        return new StoreOptions(256L << 20, 128L << 20, 64L << 20, 1000, WriteFaults.NONE, Optional.empty());
    }

    /** For a store of little importance beside others in the same process: a client's replica. */
    public static StoreOptions small() {
        return new StoreOptions(64L << 20, 32L << 20, 16L << 20, 200, WriteFaults.NONE, Optional.empty());
    }

    public StoreOptions withFaults(WriteFaults changed) {
        return new StoreOptions(walLimit, writeBuffers, blockCache, openFiles, changed, space);
    }

    public StoreOptions withSpace(FreeSpace changed) {
        return new StoreOptions(walLimit, writeBuffers, blockCache, openFiles, faults, Optional.of(changed));
    }
}
