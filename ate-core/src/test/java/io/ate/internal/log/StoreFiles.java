package io.ate.internal.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Damages the files of a store that is closed. Stateless. */
final class StoreFiles {
    private StoreFiles() {}

    /** The files with that ending, in the order of their names: in the order of their making. */
    static List<Path> of(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path largest(Path folder, String ending) {
        Path largest = null;
        for (Path file : of(folder, ending)) {
            if (largest == null || file.toFile().length() > largest.toFile().length()) {
                largest = file;
            }
        }
        if (largest == null) {
            throw new AssertionError("no file " + ending + " in " + folder);
        }
        return largest;
    }

    /** Flips one bit. */
    static void flip(Path file, long position) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, position);
            one.put(0, (byte) (one.get(0) ^ 0x10));
            channel.write(one.rewind(), position);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts the file off. */
    static void truncate(Path file, long size) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fills the file up with zeros. */
    static void extend(Path file, long size) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate((int) (size - channel.size())), channel.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where those bytes stand in the file. */
    static long find(Path file, byte[] wanted) {
        long position = search(file, wanted);
        if (position < 0) {
            throw new AssertionError("not found in " + file);
        }
        return position;
    }

    /** Tells whether those bytes stand in the file. */
    static boolean holds(Path file, byte[] wanted) {
        return search(file, wanted) >= 0;
    }

    private static long search(Path file, byte[] wanted) {
        try {
            byte[] all = Files.readAllBytes(file);
            for (int i = 0; i <= all.length - wanted.length; i++) {
                if (Arrays.equals(all, i, i + wanted.length, wanted, 0, wanted.length)) {
                    return i;
                }
            }
            return -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
