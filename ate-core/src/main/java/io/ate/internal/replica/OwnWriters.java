package io.ate.internal.replica;

import io.ate.KeyId;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.event.WriterId;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The writers of one replica, one for each key that it acts under, and their numbers: from 1, rising, none used twice.
 * They live no longer than the replica is open, so that a copied folder never leads to two programs with one writer.
 * Confined to the lock of its {@link Outgoing}.
 */
final class OwnWriters {
    private final Entropy entropy;
    private final Map<KeyId, WriterId> writers = new HashMap<>();
    private final Map<KeyId, Long> numbers = new HashMap<>();
    private final Set<WriterId> all = new HashSet<>();

    OwnWriters(Entropy entropy) {
        this.entropy = entropy;
    }

    WriterId of(KeyId key) {
        return writers.computeIfAbsent(key, _ -> {
            ByteBuffer random = ByteBuffer.wrap(entropy.bytes(WriterId.BYTES - KeyId.BYTES));
            WriterId writer = new WriterId(key, random.getLong(), random.getLong());
            all.add(writer);
            return writer;
        });
    }

    /** The number after the last one that was used under that key. */
    long next(KeyId key) {
        return numbers.getOrDefault(key, 0L) + 1;
    }

    void used(KeyId key, long number) {
        numbers.put(key, number);
    }

    /** Takes a new writer for that key, if {@code writer} is still the one in use. */
    void renew(WriterId writer) {
        if (writers.remove(writer.key(), writer)) {
            numbers.remove(writer.key());
        }
    }

    /** Tells whether this is, or was, a writer of this replica. */
    boolean isOwn(WriterId writer) {
        return all.contains(writer);
    }
}
