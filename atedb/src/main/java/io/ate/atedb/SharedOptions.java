package io.ate.atedb;

import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options that every command has and none looks at: picocli answers the first two, and the settings file was read
 * before the command line was.
 */
final class SharedOptions {
    private SharedOptions() {}

    /**
     * Adds them; where a command means something else by --version, only the short name shows the program's version.
     */
    static void addTo(CommandSpec command) {
        String[] version = Stream.of("-V", "--version")
                .filter(name -> !command.optionsMap().containsKey(name))
                .toArray(String[]::new);
        command.versionProvider(new Version())
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help and end.")
                        .build())
                .addOption(OptionSpec.builder(version)
                        .versionHelp(true)
                        .description("Show the version and end.")
                        .build())
                .addOption(OptionSpec.builder("--config")
                        .paramLabel("FILE")
                        .type(Path.class)
                        .description("Read settings (option = value) from there (default: config.properties in the "
                                + "user's configuration folder). ATE_<OPTION> in the environment goes before them.")
                        .build());
    }
}
