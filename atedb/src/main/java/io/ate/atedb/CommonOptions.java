package io.ate.atedb;

import io.ate.atedb.console.Verbosity;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command has. Confined to the thread that runs the command. */
final class CommonOptions {
    @Option(names = {"-v", "--verbose"},
            description = "Say more: once for stack traces and warnings of the libraries, twice for everything.")
    private boolean[] verbose = {};

    @Option(names = {"-q", "--quiet"}, description = "Say nothing but failures.")
    private boolean quiet;

    @Option(names = "--config", paramLabel = "FILE",
            description = "Read settings (option = value) from there instead of the user's config.properties. The "
                    + "environment's ATE_<OPTION> goes before them.")
    private @Nullable Path config;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and end.")
    private boolean help;

    Verbosity verbosity() {
        return Verbosity.of(quiet, verbose.length);
    }
}
