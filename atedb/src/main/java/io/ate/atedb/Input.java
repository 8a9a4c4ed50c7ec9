package io.ate.atedb;

import io.ate.AteException;
import io.ate.atedb.console.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a command reads. Immutable.
 *
 * @param name of a file; {@code -} is standard input
 */
record Input(String name, Surroundings surroundings) {
    static final String STANDARD = "-";

    boolean isStandardInput() {
        return STANDARD.equals(name);
    }

    /** Unlike streams and pipes, one has a size and can be read again. */
    boolean isPlainFile() {
        return !isStandardInput() && Files.isRegularFile(Path.of(name));
    }

    /** The bytes of a plain file. */
    long size() throws IOException {
        return Files.size(Path.of(name));
    }

    /**
     * Opens it. The caller closes the stream.
     *
     * @param content what is to be in it, for who named a folder
     */
    InputStream open(String content) throws IOException {
        if (isStandardInput()) {
            return surroundings.in();
        }
        if (Files.isDirectory(Path.of(name))) {
            throw new AteException(name + " is a folder: name a file with " + content);
        }
        return Files.newInputStream(Path.of(name));
    }

    /** What it is called in messages. */
    @Override
    public String toString() {
        return isStandardInput() ? "standard input" : name;
    }
}
