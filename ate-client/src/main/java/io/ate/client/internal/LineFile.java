package io.ate.client.internal;

import io.ate.ChainUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A small text file that several programs of one user share, a fact a line, readable by its owner alone. Thread-safe;
 * between processes a lock on a file beside it keeps changes apart, and each change puts a new file in the place of the
 * old one, so that whoever reads it finds one or the other.
 */
final class LineFile {
    /** Longer than this it is none of ours. */
    private static final long LONGEST = 4 << 20;
    /** So much of a line is shown that is none of ours. */
    private static final int SHOWN = 80;
    private static final Set<OpenOption> CHANGING = Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    private static final Set<OpenOption> MAKING = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
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
                if (channel.size() == 0) {
                    throw new IOException(
                            "it is empty, as it is never left: what stood in it is lost. Put it right from a "
                                    + "copy, or remove it, and what it stood for is met as if for the first time");
                }
                return lines(channel);
            }
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    /** What the lines of the file say. */
    <T> List<T> facts(Function<String, Optional<T>> parser) {
        return facts(lines(), parser);
    }

    /**
     * What {@code lines} of the file say, one fact each. What cannot be read must not pass for what was never there: a
     * line of garbage may have been the one that keeps another server, or chain, from being taken for the right one.
     *
     * @param parser gives nothing for a line that is none of ours
     * @throws UncheckedIOException if there is such a line; it names the file and the line
     */
    <T> List<T> facts(List<String> lines, Function<String, Optional<T>> parser) {
        List<T> facts = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            Optional<T> fact = parser.apply(lines.get(i));
            if (fact.isEmpty()) {
                throw damaged(i + 1, lines.get(i));
            }
            facts.add(fact.get());
        }
        return facts;
    }

    private UncheckedIOException damaged(int number, String line) {
        String shown = line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
        String text = "the file " + file + " is damaged: its line " + number + " is none of ours (" + shown
                + "). Put it right from a copy of the file, or take it out, and what it stood for is met as if for the "
                + "first time";
        return new UncheckedIOException(text, new IOException(text));
    }

    /** Puts what {@code change} makes of the lines in their place: all of it or, if that fails, nothing. */
    void change(UnaryOperator<List<String>> change) {
        WITHIN_THE_PROCESS.lock();
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder, PRIVATE_FOLDER);
            }
            // Not the file itself is locked: who waits for that would go on with the one that was replaced.
            try (FileChannel guard = FileChannel.open(beside(".lock"), CHANGING, PRIVATE_FILE);
                    FileLock _ = guard.lock()) {
                List<String> before = lines();
                List<String> after = change.apply(before);
                if (!after.equals(before)) {
                    replace(after);
                }
            }
        } catch (IOException e) {
            throw failed("written", e);
        } finally {
            WITHIN_THE_PROCESS.unlock();
        }
    }

    /** An interrupt, which leaves the file as it was and the thread's flag set, is nothing that is wrong with it. */
    private RuntimeException failed(String doing, IOException e) {
        return e instanceof ClosedByInterruptException || e instanceof FileLockInterruptionException
                ? new ChainUnavailableException("this thread was interrupted while " + file + " was " + doing, e)
                : new UncheckedIOException("the file " + file + " cannot be " + doing + ": " + e.getMessage(), e);
    }

    private Path beside(String ending) {
        return file.resolveSibling(file.getFileName() + ending);
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

    private void replace(List<String> lines) throws IOException {
        if (lines.isEmpty()) {
            Files.deleteIfExists(file.toRealPath());
            return;
        }
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(String.join("\n", lines) + "\n");
        Path next = beside(".new");
        Files.deleteIfExists(next); // left by a program that was killed here
        try (FileChannel channel = FileChannel.open(next, MAKING, PRIVATE_FILE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Path target = Files.exists(file) ? file.toRealPath() : file; // a link stays one
        Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
