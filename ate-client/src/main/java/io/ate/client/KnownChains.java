package io.ate.client;

import io.ate.ChainName;
import io.ate.client.internal.ChainAddress;
import io.ate.client.internal.ChainMemory;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Which chains were met under which names at which servers, as clients with that {@link ClientConfig#state} remember
 * it: another chain under a remembered name is refused. Thread-safe; programs of one user may share the folder.
 */
public final class KnownChains {
    private final Path folder;

    private KnownChains(Path folder) {
        this.folder = folder;
    }

    /** What is remembered in that folder. */
    public static KnownChains in(Path folder) {
        return new KnownChains(Objects.requireNonNull(folder, "folder"));
    }

    /** Forgets all chains of the server at that address ({@code ws://host[:port]/db}), and tells which were known. */
    public List<ChainName> forget(String address) {
        return ChainMemory.in(folder, ChainAddress.parse(Objects.requireNonNull(address, "address")).server(), _ -> {
        }).forgetAll();
    }
}
