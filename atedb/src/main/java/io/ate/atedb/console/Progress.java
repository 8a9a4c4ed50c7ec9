package io.ate.atedb.console;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * How far a long piece of work has come: a bar on a terminal, and one line at the end. Confined to the thread that does
 * the work.
 */
public final class Progress implements AutoCloseable {
    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
    private static final int WIDTH = 24;
    private static final double NANOS = 1e9;

    private final Messages messages;
    private final String unit;
    private final LongSupplier nanoTime;
    private final long began;
    private long drawn;
    private long done;

    /** Begins to count {@code unit}, a singular such as "object". */
    public Progress(Messages messages, String unit) {
        this(messages, unit, System::nanoTime);
    }

    Progress(Messages messages, String unit, LongSupplier nanoTime) {
        this.messages = messages;
        this.unit = unit;
        this.nanoTime = nanoTime;
        began = nanoTime.getAsLong();
        drawn = began - REDRAW_NANOS;
    }

    /** So much is done. */
    public void at(long count) {
        at(count, OptionalDouble.empty());
    }

    /** So much is done, which is that part of all. */
    public void at(long count, OptionalDouble part) {
        done = count;
        long now = nanoTime.getAsLong();
        if (now - drawn >= REDRAW_NANOS) {
            drawn = now;
            messages.bar(text(count, part));
        }
    }

    /** How many were done each second so far. */
    public double rate() {
        return done / Math.max(seconds(), 1 / NANOS);
    }

    /** How long it has taken so far. */
    public double seconds() {
        return (nanoTime.getAsLong() - began) / NANOS;
    }

    /** The amount, time and rate, for the end. */
    public String summary() {
        return String.format(Locale.ROOT, "%s in %.1f s (%,.0f/s)", Figures.count(done, unit), seconds(), rate());
    }

    private String text(long count, OptionalDouble part) {
        String figures = String.format(Locale.ROOT, "%s  %,.0f/s", Figures.count(count, unit), rate());
        if (part.isEmpty()) {
            return figures;
        }
        int full = (int) (Math.clamp(part.getAsDouble(), 0, 1) * WIDTH);
        return String.format(Locale.ROOT, "[%s%s] %3.0f %%  %s", "#".repeat(full), " ".repeat(WIDTH - full),
                100 * part.getAsDouble(), figures);
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        messages.bar("");
    }
}
