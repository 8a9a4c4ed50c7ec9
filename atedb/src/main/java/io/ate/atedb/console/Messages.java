package io.ate.atedb.console;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * Says things to people on standard error, one line each, without the control characters that others may have put into
 * what is said. Thread-safe: a message and a progress bar share the terminal without tearing each other.
 */
public final class Messages {
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream stream;
    private final boolean terminal;
    private final Verbosity verbosity;
    private String bar = "";

    /** Messages to a stream; colours and bars only if it is a terminal. */
    public Messages(PrintStream stream, boolean terminal, Verbosity verbosity) {
        this.stream = stream;
        this.terminal = terminal;
        this.verbosity = verbosity;
    }

    /** Messages to standard error. */
    public static Messages of(Surroundings surroundings, Verbosity verbosity) {
        return new Messages(surroundings.err(), surroundings.terminals().error(), verbosity);
    }

    /** How much is said. */
    public Verbosity verbosity() {
        return verbosity;
    }

    /** Says something worth knowing. */
    public void say(String text) {
        if (verbosity.atLeast(Verbosity.NORMAL)) {
            line(Printable.line(text));
        }
    }

    /** Says how something is done, to whoever asked for that. */
    public void detail(String text) {
        if (verbosity.atLeast(Verbosity.VERBOSE)) {
            line(Printable.line(text));
        }
    }

    /** Says what failed, also when asked to be quiet. */
    public void failure(String text) {
        String safe = Printable.line(text);
        line(terminal ? RED + safe + PLAIN : safe);
    }

    /** Prints the stack trace of a failure, for whoever asked for that. */
    public synchronized void trace(Throwable failure) {
        if (verbosity.atLeast(Verbosity.VERBOSE)) {
            clear();
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace, true));
            stream.print(Printable.lines(trace.toString()));
            redraw();
        }
    }

    /** Replaces the line at the bottom of the terminal; elsewhere nothing. */
    synchronized void bar(String text) {
        if (terminal && verbosity.atLeast(Verbosity.NORMAL)) {
            bar = text;
            stream.print(ERASE_LINE + text);
            stream.flush();
        }
    }

    private synchronized void line(String text) {
        clear();
        stream.println(text);
        redraw();
    }

    private void clear() {
        if (!bar.isEmpty()) {
            stream.print(ERASE_LINE);
        }
    }

    private void redraw() {
        if (!bar.isEmpty()) {
            stream.print(bar);
        }
        stream.flush();
    }
}
