package io.ate.atedb.json;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import tools.jackson.databind.JsonNode;

/**
 * Reads JSON values that stand one on a line, compressed by gzip or not. Empty lines count, but are passed over.
 * Confined to one thread.
 */
public final class JsonLines implements AutoCloseable {
    private static final int LONGEST = 16 << 20;
    private static final int BUFFER = 1 << 16;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private final String source;
    private final Counted raw;
    private final InputStream stream;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long number;

    /**
     * @param source what the lines come from, for messages
     * @param stream is closed with this
     */
    public JsonLines(String source, InputStream stream) throws IOException {
        this.source = source;
        raw = new Counted(stream);
        BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER);
        buffered.mark(2);
        boolean gzip = buffered.read() == GZIP_FIRST && buffered.read() == GZIP_SECOND;
        buffered.reset();
        this.stream = gzip ? new BufferedInputStream(unpacked(buffered), BUFFER) : buffered;
    }

    /** One value with the number of its line, from 1, and the length of its text in bytes. */
    public record Line(long number, int length, JsonNode value) {}

    /**
     * The next value; empty at the end.
     *
     * @throws UnreadableLineException if the line is not JSON, or the source is damaged there
     */
    public Optional<Line> next() throws IOException {
        while (readLine()) {
            byte[] bytes = line.toByteArray();
            if (!isBlank(bytes)) {
                return Optional.of(new Line(number, bytes.length, parse(bytes)));
            }
        }
        return Optional.empty();
    }

    /** How many bytes of the source were read so far. */
    public long consumed() {
        return raw.count;
    }

    private JsonNode parse(byte[] bytes) {
        try {
            return Json.parse(bytes);
        } catch (NotJsonException e) {
            throw new UnreadableLineException(source, number, e.onLine() + ": " + e.getMessage() + hint(bytes), e);
        }
    }

    /** For files with one JSON text over many lines. */
    private static String hint(byte[] line) {
        return switch (new String(line, StandardCharsets.UTF_8).strip()) {
            case "[" -> "; each value stands on a line of its own here, as jq -c '.[]' prints those of an array";
            case "{" -> "; each value stands on a line of its own here, as jq -c . prints it";
            default -> "";
        };
    }

    private boolean readLine() throws IOException {
        line.reset();
        int next = read();
        if (next < 0) {
            return false;
        }
        number++;
        for (; next >= 0 && next != '\n'; next = read()) {
            if (line.size() == LONGEST) {
                throw new UnreadableLineException(source, number, "longer than 16 MiB, which no object may be");
            }
            line.write(next);
        }
        return true;
    }

    private int read() throws IOException {
        try {
            return stream.read();
        } catch (EOFException | ZipException e) {
            throw damaged(e);
        }
    }

    private InputStream unpacked(InputStream packed) throws IOException {
        try {
            return new GZIPInputStream(packed, BUFFER);
        } catch (EOFException | ZipException e) {
            throw damaged(e);
        }
    }

    private UnreadableLineException damaged(IOException cause) {
        String what = cause instanceof EOFException ? "ends too early: the file was not copied whole" : "is damaged";
        return new UnreadableLineException(source, Math.max(number, 1), ": there the compressed data " + what,
                cause);
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte each : bytes) {
            if (each != ' ' && each != '\t' && each != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    /** Counts what is read. */
    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream stream) {
            super(stream);
        }

        @Override
        public int read() throws IOException {
            int single = super.read();
            count += single < 0 ? 0 : 1;
            return single;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count += Math.max(read, 0);
            return read;
        }
    }
}
