package io.ate.server.internal;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where the control socket of a data folder is: {@code control/socket} in it, in a folder for the owner alone.
 * Immutable.
 */
record ControlPlace(Path data) {
    /** The kernel has 108 bytes for the path, with a zero at the end (unix(7)). */
    private static final int LONGEST = 107;

    Path folder() {
        return data.resolve("control");
    }

    Path socket() {
        return folder().resolve("socket");
    }

    /** Something that is done with the socket's address. */
    @FunctionalInterface
    interface Use<T> {
        T with(UnixDomainSocketAddress address) throws IOException;
    }

    /**
     * Does something with the address. Where the path is too long for one, a link that is there meanwhile, in a folder
     * that nobody else may enter, leads to the same place.
     */
    <T> T use(Use<T> use) throws IOException {
        Path path = socket().toAbsolutePath();
        if (path.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
            return use.with(UnixDomainSocketAddress.of(path));
        }
        Path passage = Files.createTempDirectory("ate",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path link = passage.resolve("c");
        try {
            Files.createSymbolicLink(link, folder().toAbsolutePath());
            return use.with(UnixDomainSocketAddress.of(link.resolve("socket")));
        } finally {
            Files.deleteIfExists(link);
            Files.delete(passage);
        }
    }
}
