package io.ate.atedb;

import io.ate.atedb.console.Verbosity;
import io.ate.atedb.place.Settings;
import picocli.CommandLine.Option;

/** How much a command says. Confined to the thread that runs the command. */
final class CommonOptions {
    /** Without a fallback value, which picocli would leave on the command line of options that may be repeated. */
    @Option(names = {"-v", "--verbose"}, split = ",",
            description = "Say more: once for stack traces and warnings of the libraries, twice for each step on the way to "
                    + "the server and its chains, too.")
    private boolean[] verbose = {};

    @Option(names = {"-q", "--quiet"}, fallbackValue = Settings.ON, description = "Say nothing but failures.")
    private boolean quiet;

    Verbosity verbosity() {
        int times = 0;
        for (boolean each : verbose) {
            times += each ? 1 : 0;
        }
        return Verbosity.of(quiet, times);
    }
}
