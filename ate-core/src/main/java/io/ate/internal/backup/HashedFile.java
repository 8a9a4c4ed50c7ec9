package io.ate.internal.backup;

import io.ate.internal.crypto.Sha256;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Files that are read or copied as a whole, with the hash of what was read. Stateless. */
public final class HashedFile {
    static final FileAttribute<Set<PosixFilePermission>> FOLDER_OF_OWNER = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> FILE_OF_OWNER = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final int CHUNK = 1 << 20;

    private HashedFile() {}

    /** The hash of all of the file; {@code passed} is told of each piece that has been read. */
    static Hash read(Path file, LongConsumer passed) throws IOException {
        try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ)) {
            return pass(from, null, passed);
        }
    }

    /** Copies the file, which is durable then but for its name, and gives the hash of what was copied. */
    static Hash copy(Path file, Path target, LongConsumer passed) throws IOException {
        try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ); FileChannel to = fresh(target)) {
            Hash hash = pass(from, to, passed);
            to.force(true);
            return hash;
        }
    }

    /** Writes a file, which is durable then but for its name. */
    static void write(Path target, byte[] content) throws IOException {
        try (FileChannel to = fresh(target)) {
            write(to, ByteBuffer.wrap(content));
            to.force(true);
        }
    }

    /** A file that was not there, for its owner alone. */
    public static FileChannel fresh(Path target) throws IOException {
        return FileChannel.open(target, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                FILE_OF_OWNER);
    }

    private static Hash pass(FileChannel from, @Nullable FileChannel to, LongConsumer passed)
            throws IOException {
        Sha256 hash = Sha256.unlabelled();
        byte[] bytes = new byte[CHUNK];
        ByteBuffer chunk = ByteBuffer.wrap(bytes);
        while (from.read(chunk.clear()) >= 0) {
            int length = chunk.flip().remaining();
            hash.fixed(Slice.of(bytes, 0, length));
            if (to != null) {
                write(to, chunk);
            }
            passed.accept(length);
        }
        return hash.digest();
    }

    private static void write(FileChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    /** Returns when the names of all that is in the folder are on disk. */
    public static void syncNames(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Removes the folder with all that is in it, if it is there. */
    static void remove(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> inside = Files.list(folder)) {
                for (Path each : inside.toList()) {
                    remove(each);
                }
            }
        }
        Files.deleteIfExists(folder);
    }
}
