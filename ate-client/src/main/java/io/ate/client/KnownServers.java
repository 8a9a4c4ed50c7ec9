package io.ate.client;

import io.ate.client.internal.ChainAddress;
import io.ate.client.internal.ServerMemory;
import io.ate.client.internal.ServerPlace;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The identities that servers have shown before, by which they are known again: in memory, or in a file with a line
 * {@code host:port fingerprint} for each, readable by its owner alone. Thread-safe; programs of one user may share the
 * file.
 */
public final class KnownServers {
    private final ServerMemory memory;

    private KnownServers(ServerMemory memory) {
        this.memory = memory;
    }

    /** Remembered until the program ends. */
    public static KnownServers inMemory() {
        return new KnownServers(ServerMemory.volatileOne());
    }

    /** Remembered in that file, which is made when there is something to remember. */
    public static KnownServers in(Path file) {
        return new KnownServers(ServerMemory.in(Objects.requireNonNull(file, "file")));
    }

    /** The fingerprint of the server at that address ({@code ws://host[:port]/db}), if it was met before. */
    public Optional<String> fingerprint(String address) {
        return memory.find(place(address)).map(ServerMemory.Known::fingerprint);
    }

    /** Forgets the server at that address, and tells whether it was known. */
    public boolean forget(String address) {
        return memory.forget(place(address));
    }

    ServerMemory memory() {
        return memory;
    }

    private static ServerPlace place(String address) {
        return ChainAddress.parse(Objects.requireNonNull(address, "address")).server();
    }
}
