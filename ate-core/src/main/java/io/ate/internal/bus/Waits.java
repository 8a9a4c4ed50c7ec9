package io.ate.internal.bus;

import java.time.Duration;

/** How long programs wait. Stateless. */
public final class Waits {
    private Waits() {}

    /**
     * Demands that somebody waits, or does not, but not for less than that.
     *
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public static Duration demandNotNegative(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("what is waited for lies ahead, not at " + timeout);
        }
        return timeout;
    }
}
