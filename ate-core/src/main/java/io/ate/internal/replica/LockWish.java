package io.ate.internal.replica;

import io.ate.PrimaryKey;
import io.ate.internal.crypto.HeldKeys;
import java.time.Duration;
import java.util.List;

/**
 * A lock that is asked for. Immutable.
 *
 * @param keys that give the right to it, the first being that of the writer who is to hold it; the caller keeps them
 * open until it is over
 * @param lease how long the server is to wait for a sign of life
 * @param patience how long to wait while somebody else has it; zero to be told at once
 */
public record LockWish(PrimaryKey object, List<HeldKeys> keys, Duration lease, Duration patience) {
    public LockWish {
        keys = List.copyOf(keys);
    }
}
