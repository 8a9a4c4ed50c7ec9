package io.ate.internal.log;

import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The nodes of one level of a tree in memory, which come in order, at 32 bytes each. Guarded by the lock of the log's
 * state.
 */
final class MemoryNodes {
    private static final int IN_CHUNK = 256;

    private final List<byte[]> chunks = new ArrayList<>();
    private long count;

    /** Puts a node behind the last one, or again one that is there. */
    void put(long index, Hash hash) {
        if (index > count) {
            throw new IllegalArgumentException("node " + index + " comes before node " + count);
        }
        if (index == (long) IN_CHUNK * chunks.size()) {
            chunks.add(new byte[IN_CHUNK * Hash.BYTES]);
        }
        hash.copyTo(chunk(index), offset(index));
        count = Math.max(count, index + 1);
    }

    Optional<Hash> get(long index) {
        return index >= 0 && index < count ? Optional.of(Hash.at(chunk(index), offset(index))) : Optional.empty();
    }

    private byte[] chunk(long index) {
        return chunks.get((int) (index / IN_CHUNK));
    }

    private static int offset(long index) {
        return (int) (index % IN_CHUNK) * Hash.BYTES;
    }
}
