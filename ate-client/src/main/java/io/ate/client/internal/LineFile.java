package io.ate.client.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * A small text file that several programs of one user share, a fact a line, readable by its owner alone. Thread-safe;
 * between processes a lock on the file keeps changes apart.
 */
final class LineFile {
    /** Longer than this it is none of ours. */
    private static final long LONGEST = 4 << 20;
    private static final Set<OpenOption> CHANGING = Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    private static final FileAttribute<?> PRIVATE_FILE = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> PRIVATE_FOLDER = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** A file lock is the whole process's, and asking for it twice an error: so this goes before it. */
    private static final Lock WITHIN_THE_PROCESS = new ReentrantLock();

    private final Path file;

    LineFile(Path file) {
        this.file = file;
    }

    Path path() {
        return file;
    }

    /** The lines; none where there is no file. */
    List<String> lines() {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                return lines(channel);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Puts what {@code change} makes of the lines in their place. */
    void change(UnaryOperator<List<String>> change) {
        WITHIN_THE_PROCESS.lock();
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder, PRIVATE_FOLDER);
            }
            try (FileChannel channel = FileChannel.open(file, CHANGING, PRIVATE_FILE); FileLock _ = channel.lock()) {
                List<String> before = lines(channel);
                List<String> after = change.apply(before);
                if (!after.equals(before)) {
                    write(channel, after);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the file " + file + " cannot be written: " + e.getMessage(), e);
        } finally {
            WITHIN_THE_PROCESS.unlock();
        }
    }

    private List<String> lines(FileChannel channel) throws IOException {
        if (channel.size() > LONGEST) {
            throw new IOException("it has more than " + LONGEST + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
            // until all of it has come
        }
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString().lines().toList();
    }

    private static void write(FileChannel channel, List<String> lines) throws IOException {
        String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        int length = bytes.remaining();
        for (long at = 0; bytes.hasRemaining();) {
            at += channel.write(bytes, at);
        }
        channel.truncate(length);
        channel.force(true);
    }
}
