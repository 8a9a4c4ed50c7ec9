package io.ate.atedb;

import io.ate.server.AteServer;
import java.nio.file.Path;

/** A server in memory, and people who use it, each with a home of his own. Confined to one thread. */
final class Village implements AutoCloseable {
    private final Path folder;
    private final AteServer server = AteServer.inMemory();

    /** @param folder for the homes */
    Village(Path folder) {
        this.folder = folder;
    }

    AteServer server() {
        return server;
    }

    /** Somebody who has no key yet. */
    Program stranger(String name) {
        return new Program(folder.resolve(name)).with("ATE_SERVER", server.address()).with("ATE_DEADLINE", "60s");
    }

    /** Somebody with a key of his own. */
    Program person(String name) {
        Program person = stranger(name);
        var _ = person.keygen();
        return person;
    }

    @Override
    public void close() {
        server.close();
    }
}
