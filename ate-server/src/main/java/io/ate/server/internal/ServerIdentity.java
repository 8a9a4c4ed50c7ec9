package io.ate.server.internal;

import io.ate.AteException;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.log.RedoLog;
import java.nio.file.Files;
import java.nio.file.Path;

/** The key file by which clients know a server again. Stateless. */
final class ServerIdentity {
    static final String FILE = "identity.key";

    private ServerIdentity() {}

    /** Tells whether the folder has an identity: clients may know it, and chains under it. */
    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /**
     * The identity in that folder; a new one where there is none and nobody can have pinned it yet.
     *
     * @param log the folder's, which this process has to itself
     * @throws AteException if the file is missing although there are chains
     */
    static HeldKeys of(Path folder, RedoLog log, Entropy entropy) {
        Path file = folder.resolve(FILE);
        if (isIn(folder)) {
            return HeldKeys.load(file, entropy);
        }
        if (!log.chains().isEmpty() || log.hasLostChains()) {
            throw new AteException("the folder " + folder + " holds chains, but not the server's identity " + FILE
                    + ": put it back from a copy, since clients refuse a server whose identity has changed");
        }
        HeldKeys fresh = HeldKeys.generate(entropy);
        fresh.save(file);
        return fresh;
    }
}
