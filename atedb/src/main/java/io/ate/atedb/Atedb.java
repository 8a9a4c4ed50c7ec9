package io.ate.atedb;

import io.ate.atedb.console.Messages;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.console.Verbosity;
import io.ate.atedb.place.Settings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.stream.Stream;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The program {@code atedb}: hands its arguments to the command they name. Confined to the thread that runs it.
 *
 * <p>
 * Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not authorised, 4 unreachable, 5 no such chain or object.
 */
@Command(name = "atedb", description = "A distributed, encrypted, immutable data store.",
        mixinStandardHelpOptions = true, versionProvider = Version.class, synopsisSubcommandLabel = "COMMAND",
        footer = {"",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not authorised, 4 unreachable, 5 no such chain or "
                    + "object."})
public final class Atedb implements Runnable {
    /** How long what a signal interrupts may take to end; commands have bounds of their own below this. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it when it takes the command in
    private CommandSpec spec;

    private Atedb() {}

    /** Runs the program and ends the process. */
    public static void main(String[] arguments) {
        Surroundings surroundings = Surroundings.ofProcess();
        surroundings.stop().listenToSignals(PATIENCE, Runtime.getRuntime()::halt);
        int code = run(surroundings, arguments);
        surroundings.stop().finish(code);
        System.exit(code);
    }

    /** Runs the program in those surroundings and gives its exit code. */
    static int run(Surroundings surroundings, String... arguments) {
        CommandLine program = commandLine(surroundings);
        try {
            Settings settings = Settings.read(surroundings, arguments);
            settings.requireKnown(program);
            program.setDefaultValueProvider(settings);
        } catch (IllegalArgumentException e) {
            Messages.of(surroundings, Verbosity.NORMAL).failure("atedb: " + e.getMessage());
            return ExitCode.WRONG_USAGE.code();
        }
        return program.execute(arguments);
    }

    /** The program with all its commands. */
    static CommandLine commandLine(Surroundings surroundings) {
        CommandLine program = new CommandLine(new Atedb());
        for (AtedbCommand command : Commands.in(surroundings)) {
            program.addSubcommand(command);
        }
        program.addSubcommand(new GenerateCompletion());
        program.getSubcommands().get("generate-completion").getCommandSpec().usageMessage().hidden(true);
        program.getSubcommands().values().forEach(each -> tellVersion(each.getCommandSpec()));
        Failures failures = new Failures(surroundings);
        return program.setOut(new PrintWriter(surroundings.out(), true))
                .setErr(new PrintWriter(surroundings.err(), true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        surroundings.terminals().output() ? Ansi.AUTO : Ansi.OFF))
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }

    /**
     * Adds the option that shows the version; where a command means something else by --version, its short name alone.
     */
    private static void tellVersion(CommandSpec command) {
        String[] names = Stream.of("-V", "--version")
                .filter(name -> !command.optionsMap().containsKey(name))
                .toArray(String[]::new);
        if (names.length > 0) {
            command.versionProvider(new Version())
                    .addOption(OptionSpec.builder(names)
                            .versionHelp(true)
                            .description("Show the version and end.")
                            .build());
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }
}
