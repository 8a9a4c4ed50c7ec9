package io.ate.atedb.console;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Standard output, line by line, always UTF-8. Unlike a {@link PrintStream} it notices when nobody reads any more.
 * Thread-safe.
 */
public final class Results implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Writer writer;

    private Results(OutputStream stream) {
        writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), BUFFER);
    }

    /** Results to standard output. */
    public static Results of(Surroundings surroundings) {
        return new Results(new Checked(surroundings.out()));
    }

    /**
     * Prints a line, which may wait in a buffer until {@link #flush}.
     *
     * @throws NobodyReadsException if the pipe is closed
     */
    public synchronized void line(String text) {
        try {
            writer.write(text);
            writer.write('\n');
        } catch (IOException e) {
            throw new NobodyReadsException(e);
        }
    }

    /**
     * Has everything reach the reader.
     *
     * @throws NobodyReadsException if the pipe is closed
     */
    public synchronized void flush() {
        try {
            writer.flush();
        } catch (IOException e) {
            throw new NobodyReadsException(e);
        }
    }

    /** As {@link #flush}; standard output itself stays open. */
    @Override
    public void close() {
        flush();
    }

    /** A print stream with its errors made visible. */
    private static final class Checked extends OutputStream {
        private final PrintStream stream;

        Checked(PrintStream stream) {
            this.stream = stream;
        }

        @Override
        public void write(int single) throws IOException {
            stream.write(single);
            check();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            stream.write(bytes, offset, length);
            check();
        }

        @Override
        public void flush() throws IOException {
            stream.flush();
            check();
        }

        private void check() throws IOException {
            if (stream.checkError()) {
                throw new IOException("standard output is closed");
            }
        }
    }
}
