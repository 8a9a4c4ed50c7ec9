package io.ate.internal.queue;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.NoSuchObjectException;
import io.ate.Registration;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps those who could work on an item from doing so at once. It only saves work: two who hold it are told apart by
 * their commits. Thread-safe.
 */
@FunctionalInterface
interface ItemLock {
    /** What an answer may take, however little whoever asks waits. */
    Duration LEAST = Duration.ofSeconds(2);
    /** Who waits that long waits as his handle does. */
    Duration LONGEST = Duration.ofSeconds(20);

    /** The chain's own locks, which hold for all programs that work on the queue. */
    static ItemLock of(Chain chain) {
        return (item, left) -> {
            try {
                Chain patient = left.compareTo(LONGEST) < 0 ? chain.within(left.compareTo(LEAST) < 0 ? LEAST : left)
                        : chain;
                return patient.tryLock(item).map(lock -> lock::close);
            } catch (NoSuchObjectException _) { // somebody has just done it
                return Optional.empty();
            }
        };
    }

    /**
     * Takes the item, until that is closed; nothing if somebody else has it.
     *
     * @param left how long whoever asks still waits: a server that gives no answer is waited for as long,
     * {@link #LEAST}
     * at least, which an answer may take on its way
     */
    Optional<Registration> tryTake(DaoRef<?> item, Duration left);
}
