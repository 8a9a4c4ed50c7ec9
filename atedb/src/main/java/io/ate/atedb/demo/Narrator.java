package io.ate.atedb.demo;

import io.ate.atedb.console.Results;

/** Tells the tour, step by step, as it happens. Confined to one thread. */
final class Narrator {
    private static final String INDENT = "   ";
    private static final int WIDTH = 100;

    private final Results results;
    private int step;

    Narrator(Results results) {
        this.results = results;
    }

    /** Begins a step. */
    void step(String title) {
        step++;
        results.line("");
        results.line(step + "  " + title);
        results.flush();
    }

    /** Tells something that has happened. */
    void tell(String text) {
        results.line(INDENT + text);
        results.flush();
    }

    /** Shows something long, shortened. */
    void show(String text) {
        tell(text.length() <= WIDTH ? text : text.substring(0, WIDTH - 1) + "…");
    }
}
