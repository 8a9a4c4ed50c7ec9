package io.ate.internal.queue;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.NoSuchObjectException;
import io.ate.Registration;
import java.util.Optional;

/**
 * Keeps those who could work on an item from doing so at once. It only saves work: two who hold it are told apart by
 * their commits. Thread-safe.
 */
@FunctionalInterface
interface ItemLock {
    /** The chain's own locks, which hold for all programs that work on the queue. */
    static ItemLock of(Chain chain) {
        return item -> {
            try {
                return chain.tryLock(item).map(lock -> lock::close);
            } catch (NoSuchObjectException _) { // somebody has just done it
                return Optional.empty();
            }
        };
    }

    /** Takes the item, until that is closed; nothing if somebody else has it. */
    Optional<Registration> tryTake(DaoRef<?> item);
}
