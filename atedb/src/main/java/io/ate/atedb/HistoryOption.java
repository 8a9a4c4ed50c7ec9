package io.ate.atedb;

import io.ate.atedb.place.Settings;
import picocli.CommandLine.Option;

/** How much of a chain is looked at for a single object. Confined to the thread that runs the command. */
final class HistoryOption {
    @Option(names = "--full", fallbackValue = Settings.ON,
            description = "Fetch and check the chain's history first. Without it the server proves that what it shows "
                    + "of the object stands in the chain, and who made it; that it leaves out nothing newer is its "
                    + "word.")
    private boolean full;

    /** Whether nothing but what is named is to be fetched. */
    boolean isSpared() {
        return !full;
    }
}
