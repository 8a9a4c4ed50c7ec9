package io.ate.server.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks how much room there is. Stateless. */
final class FreeBytes {
    private FreeBytes() {}

    static long of(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("the free space of " + folder + " cannot be asked for", e);
        }
    }
}
