package io.ate.atedb;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code atedb}: hands its arguments to the command they name. Confined to the thread that runs it. */
@Command(name = "atedb", description = "A distributed, encrypted, immutable data store.",
        mixinStandardHelpOptions = true, versionProvider = Version.class)
public final class Atedb {

    private Atedb() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Atedb()).execute(arguments));
    }
}
