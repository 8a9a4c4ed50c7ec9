package io.ate.atedb;

import io.ate.atedb.place.Settings;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options that commands have and none looks at: picocli answers the first two, the settings file was read before
 * the command line was, and some print JSON whether or not they are asked to.
 */
final class SharedOptions {
    private SharedOptions() {}

    /**
     * Adds them; where a command means something else by --version, only the short name shows the program's version.
     */
    static void addTo(CommandSpec command) {
        if (command.userObject() instanceof AlwaysJson) {
            command.addOption(OptionSpec.builder("--json")
                    .type(boolean.class)
                    .fallbackValue(Settings.ON)
                    .description("Changes nothing: what this command prints is JSON in any case.")
                    .build());
        }
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
                        .description("Read settings (option = value) from there (default: "
                                + "~/.config/ate/config.properties). ATE_<OPTION> in the environment goes before them.")
                        .build());
    }
}
