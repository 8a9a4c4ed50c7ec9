package io.ate.internal.log;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * How far the files of a store had come at a moment when all of that was on disk. Immutable.
 *
 * @param manifest number of the MANIFEST then in force, RocksDB's list of the files that count; 0 before there is one
 * @param manifestBytes its length
 * @param manifestChecksum CRC-32C over these bytes, to which RocksDB only appends
 * @param log number of the newest write-ahead log; 0 before there is one
 * @param logBytes its length
 */
record Watermark(long manifest, long manifestBytes, int manifestChecksum, long log, long logBytes) {

    /** Of a store in which nothing was ever written, as an empty file. */
    static final Watermark NONE = new Watermark(0, 0, 0, 0, 0);

    private static final Pattern TEXT = Pattern.compile("""
            (ate-store 1
            manifest (\\d{1,18}) (\\d{1,18}) ([0-9a-f]{8})
            log (\\d{1,18}) (\\d{1,18})
            )checksum ([0-9a-f]{8})
            """);

    /** The content of a file that says so. */
    byte[] encode() {
        String facts = """
                ate-store 1
                manifest %d %d %08x
                log %d %d
                """.formatted(manifest, manifestBytes, manifestChecksum, log, logBytes);
        return (facts + "checksum %08x\n".formatted(checksum(facts))).getBytes(StandardCharsets.US_ASCII);
    }

    /** What a file of that content says; empty if it is damaged. */
    static Optional<Watermark> decode(byte[] content) {
        if (content.length == 0) {
            return Optional.of(NONE);
        }
        Matcher text = TEXT.matcher(new String(content, StandardCharsets.US_ASCII));
        if (!text.matches() || checksum(text.group(1)) != Integer.parseUnsignedInt(text.group(7), 16)) {
            return Optional.empty();
        }
        return Optional.of(new Watermark(Long.parseLong(text.group(2)), Long.parseLong(text.group(3)),
                Integer.parseUnsignedInt(text.group(4), 16), Long.parseLong(text.group(5)),
                Long.parseLong(text.group(6))));
    }

    private static int checksum(String facts) {
        CRC32C checksum = new CRC32C();
        checksum.update(facts.getBytes(StandardCharsets.US_ASCII));
        return (int) checksum.getValue();
    }
}
