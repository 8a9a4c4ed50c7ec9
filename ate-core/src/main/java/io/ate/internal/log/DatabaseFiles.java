package io.ate.internal.log;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The files of a RocksDB as they lie in its folder, looked at from outside. Numbers of files only rise: RocksDB gives
 * none twice. Immutable; the files may change meanwhile.
 */
record DatabaseFiles(Path folder) {
    private static final Pattern ANY = Pattern.compile("CURRENT|MANIFEST-\\d+|\\d+\\.(log|sst|blob)");
    private static final Pattern DATA = Pattern.compile("\\d+\\.(sst|blob)");
    private static final Pattern TABLE = Pattern.compile("\\d+\\.sst");
    private static final Pattern LOG = Pattern.compile("(\\d{1,18})\\.log");
    private static final Pattern CURRENT = Pattern.compile("MANIFEST-(\\d{1,18})\n");
    private static final int CHUNK = 1 << 16;

    /** Tells whether there is a file of a RocksDB at all. */
    boolean areThere() throws IOException {
        return !names(ANY).isEmpty();
    }

    /** A file with rows in it that are in no write-ahead log any more, if there is one. */
    List<String> data() throws IOException {
        return names(DATA);
    }

    List<String> tables() throws IOException {
        return names(TABLE);
    }

    private List<String> names(Pattern wanted) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> wanted.matcher(name).matches())
                    .sorted()
                    .toList();
        }
    }

    /** The number of the MANIFEST in force; empty if that is not to be found. */
    OptionalLong manifest() throws IOException {
        try {
            Matcher current = CURRENT.matcher(Files.readString(folder.resolve("CURRENT"), StandardCharsets.ISO_8859_1));
            return current.matches() ? OptionalLong.of(Long.parseLong(current.group(1))) : OptionalLong.empty();
        } catch (NoSuchFileException _) {
            return OptionalLong.empty();
        }
    }

    /** The number of the newest write-ahead log; empty if there is none. */
    OptionalLong newestLog() throws IOException {
        return names(LOG).stream().mapToLong(DatabaseFiles::logNumber).max();
    }

    private static long logNumber(String name) {
        Matcher log = LOG.matcher(name);
        return log.matches() ? Long.parseLong(log.group(1)) : 0;
    }

    Path manifest(long number) {
        return folder.resolve("MANIFEST-%06d".formatted(number));
    }

    Path log(long number) {
        return folder.resolve("%06d.log".formatted(number));
    }

    /** CRC-32C over so many bytes that the file begins with. */
    static int checksum(Path file, long bytes) throws IOException {
        CRC32C checksum = new CRC32C();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long left = bytes; left > 0; left -= chunk.limit()) {
                chunk.clear().limit((int) Math.min(left, CHUNK));
                while (chunk.hasRemaining()) {
                    if (channel.read(chunk) < 0) {
                        throw new EOFException(file + " has become shorter");
                    }
                }
                checksum.update(chunk.flip());
            }
        }
        return (int) checksum.getValue();
    }

    /** Returns when all that the file held before is on disk, and gives its length before. */
    static long sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long bytes = channel.size();
            channel.force(true);
            return bytes;
        }
    }

    /** Returns when the names of all files that are in the folder are on disk. */
    void syncNames() throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
