package io.ate.atedb.demo;

import io.ate.PrimaryKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What stands on a server's disk, byte by byte, as whoever has the machine sees it. Immutable; reads when asked. */
record StoredFiles(Path folder) {
    /** A place in a file. */
    record Found(Path file, int offset, byte[] bytes) {}

    /** Where an object's id stands first, with so many bytes from there on. */
    Optional<Found> find(PrimaryKey key, int length) {
        byte[] id = ByteBuffer.allocate(PrimaryKey.BYTES).putLong(key.high()).putLong(key.low()).array();
        return files().stream().flatMap(file -> find(file, id, length).stream()).findFirst();
    }

    /** How many bytes there are. */
    long size() {
        return files().stream().mapToLong(file -> read(file).length).sum();
    }

    /** The first of these texts, each at least 16 bytes long, whose first 16 bytes stand anywhere as they are. */
    Optional<String> findAny(Collection<String> texts) {
        Map<Sixteen, String> byBeginning = new HashMap<>();
        for (String text : texts) {
            byBeginning.put(Sixteen.at(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0), text);
        }
        return files().stream().flatMap(file -> findAny(read(file), byBeginning).stream()).findFirst();
    }

    private static Optional<String> findAny(byte[] content, Map<Sixteen, String> byBeginning) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        for (int at = 0; at + Sixteen.BYTES <= content.length; at++) {
            String text = byBeginning.get(Sixteen.at(buffer, at));
            if (text != null) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }

    /** Sixteen bytes, to be looked up. */
    private record Sixteen(long first, long second) {
        static final int BYTES = 16;

        static Sixteen at(ByteBuffer buffer, int index) {
            return new Sixteen(buffer.getLong(index), buffer.getLong(index + Long.BYTES));
        }
    }

    private static Optional<Found> find(Path file, byte[] wanted, int length) {
        byte[] content = read(file);
        for (int at = 0; at + length <= content.length; at++) {
            if (matches(content, at, wanted)) {
                byte[] bytes = new byte[length];
                System.arraycopy(content, at, bytes, 0, length);
                return Optional.of(new Found(file, at, bytes));
            }
        }
        return Optional.empty();
    }

    private static boolean matches(byte[] content, int at, byte[] wanted) {
        if (at + wanted.length > content.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (content[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private List<Path> files() {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + folder, e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
