package io.ate.atedb.bench;

import java.util.Locale;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

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
        return new Summary(commitsPerSecond, eventsPerSecond, eventsPerSecond * load.size(), Latency.of(nanos),
                opening(), reading(), LoadForm.of(load));
    }

    private Opening opening() {
        return new Opening(objects, openingSeconds, objects / openingSeconds);
    }

    private @Nullable Reading reading() {
        return load.readers() == 0 ? null
                : new Reading((double) arrivals / load.seconds(), Latency.of(arrivalNanos));
    }

    /** The lines that people read. */
    public Stream<String> lines() {
        Summary summary = summary();
        Stream<String> written = Stream.of(
                String.format(Locale.ROOT, "%,.0f commits/s, %,.0f events/s, %,.1f MB/s", summary.commitsPerSecond(),
                        summary.eventsPerSecond(), summary.bytesPerSecond() / 1e6),
                "commit to answer " + text(summary.latencyMicros()));
        Reading reading = summary.reading();
        Stream<String> read = reading == null ? Stream.empty()
                : Stream.of(String.format(Locale.ROOT, "%,.0f events/s at readers", reading.eventsPerSecond()),
                        "commit to reader " + text(reading.latencyMicros()));
        Opening opening = summary.opening();
        Stream<String> opened = Stream.of(String.format(Locale.ROOT, "opening %,d events took %.2f s (%,.0f/s)",
                opening.events(), opening.seconds(), opening.eventsPerSecond()));
        return Stream.of(written, read, opened).flatMap(part -> part);
    }

    private static String text(Latency latency) {
        return String.format(Locale.ROOT, "p50 %,d  p90 %,d  p99 %,d  p99.9 %,d  max %,d µs", latency.p50(),
                latency.p90(), latency.p99(), latency.p999(), latency.max());
    }

    /**
     * The result as JSON.
     *
     * @param latencyMicros from sending a commit to its answer
     * @param reading null if nobody did
     */
    public record Summary(double commitsPerSecond, double eventsPerSecond, double bytesPerSecond, Latency latencyMicros,
            Opening opening, @Nullable Reading reading, LoadForm settings) {}

    /** How another client opened the chain afterwards. */
    public record Opening(long events, double seconds, double eventsPerSecond) {}

    /** What reached readers; the latency is from sending a commit to an event's arrival. */
    public record Reading(double eventsPerSecond, Latency latencyMicros) {}
}
