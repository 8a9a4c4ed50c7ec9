package io.ate.atedb;

import io.ate.atedb.place.Settings;
import picocli.CommandLine.Option;

/** How results are printed. Confined to the thread that runs the command. */
final class JsonOption {
    @Option(names = "--json", fallbackValue = Settings.ON, description = "Print the result as JSON, one value a line.")
    private boolean json;

    boolean isAsked() {
        return json;
    }
}
