package io.ate.atedb.bench;

import org.HdrHistogram.Histogram;

/** Percentiles in whole microseconds. Immutable. */
public record Latency(long p50, long p90, long p99, long p999, long max) {

    private static final double NANOS = 1000;

    static Latency of(Histogram nanos) {
        return new Latency(micros(nanos, 50), micros(nanos, 90), micros(nanos, 99), micros(nanos, 99.9),
                Math.round(nanos.getMaxValue() / NANOS));
    }

    private static long micros(Histogram nanos, double percentile) {
        return Math.round(nanos.getValueAtPercentile(percentile) / NANOS);
    }
}
