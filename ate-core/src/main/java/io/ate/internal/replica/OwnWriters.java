package io.ate.internal.replica;

import io.ate.KeyId;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.event.WriterId;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The writers of one replica, one for each key that it acts under, and their numbers: from 1, rising, none used
 * twice. They live no longer than the replica is open, so that a copied folder never leads to two programs with one
 * writer. Changed under the lock of its {@link Outgoing}; any thread may ask.
 */
final class OwnWriters {
    private final Entropy entropy;
    private final Map<KeyId, WriterId> writers = new HashMap<>();
    private final Map<WriterId, Long> numbers = new ConcurrentHashMap<>();
    /** Those of earlier programs, whose last commits are still on their way. */
    private final Set<WriterId> former = ConcurrentHashMap.newKeySet();

    OwnWriters(Entropy entropy) {
        this.entropy = entropy;
    }

    WriterId of(KeyId key) {
        return writers.computeIfAbsent(key, _ -> {
            ByteBuffer random = ByteBuffer.wrap(entropy.bytes(WriterId.BYTES - KeyId.BYTES));
            return new WriterId(key, random.getLong(), random.getLong());
        });
    }

    /** The last number that this writer has used; 0 if none. */
    long last(WriterId writer) {
        return numbers.getOrDefault(writer, 0L);
    }

    void used(WriterId writer, long number) {
        numbers.put(writer, number);
    }

    /** Commits of an earlier program's go on their way again; which numbers it used besides is not known. */
    void former(WriterId writer) {
        former.add(writer);
    }

    /** Tells whether that number was given to a commit, as far as is known here. */
    boolean wasUsed(WriterId writer, long number) {
        return number <= last(writer);
    }

    /** Takes a new writer for that key, if {@code writer} is still the one in use. */
    void renew(WriterId writer) {
        writers.remove(writer.key(), writer);
    }

    /** Tells, to any thread, whether this replica, or a program before, has given numbers of that writer. */
    boolean isOwn(WriterId writer) {
        return numbers.containsKey(writer) || former.contains(writer);
    }
}
