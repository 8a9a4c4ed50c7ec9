package io.ate.internal.log;

import io.ate.StoreFailedException;

/** A completion that expects the best. */
record OnDurable(Runnable action) implements RedoLog.Completion {
    @Override
    public void durable() {
        action.run();
    }

    @Override
    public void failed(StoreFailedException cause) {
        throw new AssertionError("not durable", cause);
    }
}
