package io.ate.client.internal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells when a replica has let go of its store. Thread-safe. */
final class Release {
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch latch = new CountDownLatch(1);

    void happened() {
        latch.countDown();
    }

    /** Waits for it; an interrupt ends the waiting and is kept for the caller. */
    void await() {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("what came of a chain has not been written to the disk within "
                        + PATIENCE_SECONDS + " seconds; until it is the chain cannot be opened again");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
