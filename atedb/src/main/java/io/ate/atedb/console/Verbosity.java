package io.ate.atedb.console;

/** How much the program says on standard error, from least to most. */
public enum Verbosity {
    /** Failures only. */
    QUIET,
    /** What a person wants to know. */
    NORMAL,
    /** Stack traces, and what the libraries say of themselves. */
    VERBOSE,
    /** Each step on the way to a server and its chains, too. */
    DEBUG;

    /** What {@code -q} and so many {@code -v} ask for. */
    public static Verbosity of(boolean quiet, int verbose) {
        if (quiet) {
            return QUIET;
        }
        return switch (verbose) {
            case 0 -> NORMAL;
            case 1 -> VERBOSE;
            default -> DEBUG;
        };
    }

    /** Tells whether this says at least as much as {@code other}. */
    public boolean atLeast(Verbosity other) {
        return compareTo(other) >= 0;
    }
}
