package io.ate.internal.queue;

import io.ate.DaoRef;
import io.ate.Registration;
import java.util.Optional;

/**
 * Keeps those who could work on an item from doing so at once. It only saves work: two who hold it are told apart by
 * their commits. Thread-safe.
 */
@FunctionalInterface
interface ItemLock {
    /** Nothing is kept from anybody. */
    ItemLock NONE = _ -> Optional.of(() -> {
    });

    /** Takes the item, until that is closed; nothing if somebody else has it. */
    Optional<Registration> tryTake(DaoRef<?> item);
}
