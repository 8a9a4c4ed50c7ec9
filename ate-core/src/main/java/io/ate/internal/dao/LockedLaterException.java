package io.ate.internal.dao;

/**
 * A body has got a lock, and what was written under it before is newer than what the body reads: it is run again, with
 * the lock held.
 */
final class LockedLaterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LockedLaterException() {
        super("the chain has changed while the body waited for a lock: it is run again with the lock held", null, false,
                false);
    }
}
