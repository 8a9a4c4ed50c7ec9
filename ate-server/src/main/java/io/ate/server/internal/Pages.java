package io.ate.server.internal;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.BooleanSupplier;

/** What the server tells monitoring over plain HTTP. Thread-safe; making a page may read the disk. */
final class Pages {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    private final BooleanSupplier ready;
    private final ServerMetrics metrics;

    /** @param ready whether the server does its work */
    Pages(BooleanSupplier ready, ServerMetrics metrics) {
        this.ready = ready;
        this.metrics = metrics;
    }

    /** What to answer. */
    record Page(HttpResponseStatus status, String type, String text) {}

    Page page(String path) {
        return switch (path) {
            case "/health/live" -> new Page(HttpResponseStatus.OK, TEXT, "alive\n");
            case "/health/ready" -> ready.getAsBoolean() ? new Page(HttpResponseStatus.OK, TEXT, "ready\n")
                    : new Page(HttpResponseStatus.SERVICE_UNAVAILABLE, TEXT, "not ready\n");
            case "/metrics" -> new Page(HttpResponseStatus.OK, METRICS, metrics.scrape());
            default -> new Page(HttpResponseStatus.NOT_FOUND, TEXT,
                    "there is nothing here; the paths are /db, /health/live, /health/ready and /metrics\n");
        };
    }
}
