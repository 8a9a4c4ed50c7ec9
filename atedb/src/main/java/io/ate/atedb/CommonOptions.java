package io.ate.atedb;

import io.ate.atedb.console.Verbosity;
import io.ate.atedb.place.Settings;
import picocli.CommandLine.Option;

/** How much a command says. Confined to the thread that runs the command. */
final class CommonOptions {
    @Option(names = {"-v", "--verbose"}, split = ",", fallbackValue = Settings.ON,
            description = "Say more: once for stack traces and warnings of the libraries, twice for everything.")
    private boolean[] verbose = {};

    @Option(names = {"-q", "--quiet"}, fallbackValue = Settings.ON, description = "Say nothing but failures.")
    private boolean quiet;

    Verbosity verbosity() {
        return Verbosity.of(quiet, verbose.length);
    }
}
