package io.ate.internal.dao;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Session;
import java.nio.file.Path;

/** Opens local chains. */
public final class LocalChains {
    private LocalChains() {}

    public static Chain temporary(AteConfig config) {
        return open(Path.of(""), Session.none(), config);
    }

    public static Chain open(Path folder, Session session, AteConfig config) {
        if (folder.isAbsolute() || session.hashCode() != 0 || config.hashCode() != 0) {
            throw new IllegalStateException("the data-access layer has not landed");
        }
        throw new IllegalStateException("nor will it");
    }
}
