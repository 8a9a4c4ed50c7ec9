package io.ate.atedb.bench;

import org.HdrHistogram.Histogram;

/** Percentiles in microseconds. Immutable. */
public record Latency(double p50, double p90, double p99, double p999, double max) {

    private static final double NANOS = 1000;

    static Latency of(Histogram nanos) {
        return new Latency(micros(nanos, 50), micros(nanos, 90), micros(nanos, 99), micros(nanos, 99.9),
                nanos.getMaxValue() / NANOS);
    }

    private static double micros(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / NANOS;
    }
}
