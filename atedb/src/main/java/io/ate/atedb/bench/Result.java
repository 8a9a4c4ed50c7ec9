package io.ate.atedb.bench;

import java.util.Locale;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * What a run measured. Immutable.
 *
 * @param commits that were answered within the window
 * @param nanos from sending a commit to its answer
 * @param arrivals events that reached readers within the window
 * @param arrivalNanos from sending a commit to an event's arrival at a reader
 * @param openingSeconds how long another client took to open the chain afterwards
 * @param objects that were in it then
 */
public record Result(Load load, long commits, Histogram nanos, long arrivals, Histogram arrivalNanos,
        double openingSeconds, long objects) {

    /** The form that scripts read. */
    public Summary summary() {
        double commitsPerSecond = (double) commits / load.seconds();
        double eventsPerSecond = commitsPerSecond * load.batch();
        return new Summary(commitsPerSecond, eventsPerSecond, eventsPerSecond * load.size(), Latency.of(nanos), load);
    }

    /** The lines that people read. */
    public Stream<String> lines() {
        Summary summary = summary();
        Stream<String> written = Stream.of(
                String.format(Locale.ROOT, "%,.0f commits/s, %,.0f events/s, %,.1f MB/s", summary.commitsPerSecond(),
                        summary.eventsPerSecond(),
                        summary.bytesPerSecond() / 1e6),
                "commit to answer " + text(summary.latencyMicros()));
        Stream<String> read = load.readers() == 0 ? Stream.empty()
                : Stream.of(String.format(Locale.ROOT, "%,.0f events/s at readers", (double) arrivals / load.seconds()),
                        "commit to reader " + text(Latency.of(arrivalNanos)));
        Stream<String> opened = Stream
                .of(String.format(Locale.ROOT, "opening %,d events took %.2f s (%,.0f/s)", objects, openingSeconds,
                        objects / openingSeconds));
        return Stream.of(written, read, opened).flatMap(part -> part);
    }

    private static String text(Latency latency) {
        return String.format(Locale.ROOT, "p50 %,.0f  p90 %,.0f  p99 %,.0f  p99.9 %,.0f  max %,.0f µs", latency.p50(),
                latency.p90(),
                latency.p99(), latency.p999(), latency.max());
    }

    /** The result as JSON. */
    public record Summary(double commitsPerSecond, double eventsPerSecond, double bytesPerSecond, Latency latencyMicros,
            Load settings) {}
}
