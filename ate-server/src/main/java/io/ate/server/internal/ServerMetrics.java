package io.ate.server.internal;

import io.ate.Reason;
import io.ate.internal.protocol.HandshakeFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What a server counts, for Prometheus. Thread-safe. */
final class ServerMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Counter received;
    private final Counter sent;
    private final Counter turnedAway;
    private final Timer commitLatency;

    ServerMetrics() {
        received = Counter.builder("ate.received")
                .baseUnit("bytes")
                .description("Frames from clients")
                .register(registry);
        sent = Counter.builder("ate.sent").baseUnit("bytes").description("Frames to clients").register(registry);
        turnedAway = Counter.builder("ate.connections.turned.away")
                .description("Connections more than are borne")
                .register(registry);
        commitLatency = Timer.builder("ate.commit.latency")
                .description("From a commit's arrival to its answer, durable; sampled")
                .serviceLevelObjectives(Duration.ofNanos(500_000), Duration.ofMillis(1), Duration.ofMillis(2),
                        Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(50),
                        Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5))
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** Where others add what they count. */
    MeterRegistry registry() {
        return registry;
    }

    void received(int bytes) {
        received.increment(bytes);
    }

    void sent(int bytes) {
        sent.increment(bytes);
    }

    void refused(Reason reason) {
        Counter.builder("ate.refusals")
                .description("Requests that were refused")
                .tag("reason", reason.name())
                .register(registry)
                .increment();
    }

    void handshakeFailed(HandshakeFailure failure) {
        Counter.builder("ate.handshakes.failed")
                .description("Hellos after which there was no channel")
                .tag("reason", failure.name())
                .register(registry)
                .increment();
    }

    void turnedAway() {
        turnedAway.increment();
    }

    void commitTook(long nanos) {
        commitLatency.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Everything, in Prometheus's text format. */
    String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
