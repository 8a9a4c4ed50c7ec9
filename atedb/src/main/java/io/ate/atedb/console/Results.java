package io.ate.atedb.console;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Standard output, line by line, always UTF-8, without control characters within a line. Unlike a
 * {@link java.io.PrintStream} it notices when nobody reads any more, or nothing more fits. Thread-safe.
 */
public final class Results implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Writer writer;

    private Results(OutputStream stream) {
        writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), BUFFER);
    }

    /** Results to standard output. */
    public static Results of(Surroundings surroundings) {
        return new Results(surroundings.out());
    }

    /**
     * Prints a line, which may wait in a buffer until {@link #flush}.
     *
     * @throws NobodyReadsException if the pipe is closed
     * @throws UncheckedIOException if it cannot be written for another reason
     */
    public synchronized void line(String text) {
        try {
            writer.write(Printable.line(text));
            writer.write('\n');
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    /**
     * Has everything reach the reader.
     *
     * @throws NobodyReadsException if the pipe is closed
     * @throws UncheckedIOException if it cannot be written for another reason
     */
    public synchronized void flush() {
        try {
            writer.flush();
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    /** As {@link #flush}; standard output itself stays open. */
    @Override
    public void close() {
        flush();
    }

    /**
     * Whoever closes the pipe has seen enough, as {@code head} has; anything else, such as a full disk, is a failure.
     * Java tells them apart by the system's words alone.
     */
    private static RuntimeException unwritten(IOException cause) {
        String why = String.valueOf(cause.getMessage());
        return why.toLowerCase(Locale.ROOT).contains("pipe") ? new NobodyReadsException(cause)
                : new UncheckedIOException("cannot write the results, some of which are lost: " + why, cause);
    }
}
