package io.ate.server.internal;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What the server tells monitoring over plain HTTP. Thread-safe. Whether it is well it says at once, whatever its disk
 * and its other threads are doing; only the metrics have to be gathered.
 */
final class Pages {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    private final BooleanSupplier ready;
    private final BooleanSupplier full;
    private final BooleanSupplier damaged;
    private final Scrapes metrics;

    /**
     * @param ready whether the server does its work; answers at once
     * @param full whether it takes no commits for want of room on its disk
     * @param damaged whether its store was found damaged, which its log says more of than strangers need to know
     */
    Pages(BooleanSupplier ready, BooleanSupplier full, BooleanSupplier damaged, Scrapes metrics) {
        this.ready = ready;
        this.full = full;
        this.damaged = damaged;
        this.metrics = metrics;
    }

    /** What to answer. */
    record Page(HttpResponseStatus status, String type, String text) {}

    private String readyText() {
        return damaged.getAsBoolean() ? "ready, but the store is damaged: see the server's log\n"
                : full.getAsBoolean() ? "ready, but the disk is nearly full: no commits are taken\n"
                : "ready\n";
    }

    /** Tells whether that page is for everybody, also for who is one too many: to be full is not to be unwell. */
    static boolean isForEverybody(String path) {
        return path.startsWith("/health/");
    }

    /** Gives {@code answer} the page, now or later on another thread. */
    void ask(String path, Consumer<Page> answer) {
        switch (path) {
            case "/health/live" -> answer.accept(new Page(HttpResponseStatus.OK, TEXT, "alive\n"));
            case "/health/ready" ->
                    answer.accept(ready.getAsBoolean() ? new Page(HttpResponseStatus.OK, TEXT, readyText())
                            : new Page(HttpResponseStatus.SERVICE_UNAVAILABLE, TEXT, "not ready\n"));
            case "/metrics" -> metrics.ask(text -> answer.accept(new Page(HttpResponseStatus.OK, METRICS, text)));
            default -> answer.accept(new Page(HttpResponseStatus.NOT_FOUND, TEXT,
                    "there is nothing here; the paths are /db, /health/live, /health/ready and /metrics\n"));
        }
    }
}
