package io.ate.atedb;

import io.ate.PublicKeys;
import io.ate.atedb.place.Settings;
import io.ate.client.ClientConfig;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** What speaks for a chain that was never met before. Confined to the thread that runs the command. */
final class TrustOptions {
    @Option(names = "--owner", paramLabel = "PUB", converter = PublicKeysConverter.class,
            description = "Take the chain for the one that is meant if these keys began it (your own need not be "
                    + "named).")
    private List<PublicKeys> owners = List.of();

    @Option(names = "--trust-on-first-use", fallbackValue = Settings.ON,
            description = "Take a chain as it comes that neither its link, nor an earlier visit, nor an owner speaks "
                    + "for.")
    private boolean onFirstUse;

    ClientConfig apply(ClientConfig config) {
        return config.owners(Set.copyOf(owners)).trustOnFirstUse(onFirstUse);
    }
}
