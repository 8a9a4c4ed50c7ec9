package io.ate.atedb;

import io.ate.atedb.console.Verbosity;
import picocli.CommandLine.Option;

/** How much a command says. Confined to the thread that runs the command. */
final class CommonOptions {
    @Option(names = {"-v", "--verbose"}, split = ",",
            description = "Say more: once for stack traces and warnings of the libraries, twice for everything.")
    private boolean[] verbose = {};

    @Option(names = {"-q", "--quiet"}, description = "Say nothing but failures.")
    private boolean quiet;

    Verbosity verbosity() {
        return Verbosity.of(quiet, verbose.length);
    }
}
