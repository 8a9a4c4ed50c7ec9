package io.ate.internal.simulation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/** A clock that shows a number, as so many milliseconds. */
final class CountingClock extends Clock {
    private final LongSupplier number;

    CountingClock(LongSupplier number) {
        this.number = number;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(number.getAsLong());
    }
}
