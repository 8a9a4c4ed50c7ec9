package io.ate.atedb.bench;

import java.util.Locale;

/** A load in the words of the command line, for scripts. Immutable. */
public record LoadForm(int size, int batch, int inFlight, int clients, int chains, int readers, String scope,
        String trust, int warmUp, int seconds) {
    static LoadForm of(Load load) {
        return new LoadForm(load.size(), load.batch(), load.inFlight(), load.clients(), load.chains(), load.readers(),
                load.scope().name().toLowerCase(Locale.ROOT), load.trust().name().toLowerCase(Locale.ROOT),
                load.warmUp(), load.seconds());
    }
}
