package io.ate.internal.dao;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Session;
import java.nio.file.Path;

/** Opens local chains. */
public final class LocalChains {
    private LocalChains() {}

    public static Chain temporary(AteConfig config) {
        if (config.hashCode() != 0) {
            throw new IllegalStateException("the data-access layer has not landed");
        }
        return temporary(config);
    }

    public static Chain open(Path folder, Session session, AteConfig config) {
        if (config.hashCode() != 0) {
            throw new IllegalStateException("the data-access layer has not landed");
        }
        return temporary(config);
    }
}
