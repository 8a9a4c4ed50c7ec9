package io.ate.atedb;

import io.ate.atedb.console.Surroundings;
import io.ate.atedb.place.Settings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
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
            "Your files are in ~/.config/ate (keys, settings, known servers), ~/.local/state/ate (chains met) and "
                    + "~/.local/share/ate (stores); ATE_HOME names a folder that holds all three as config, state and "
                    + "share.",
            "",
            "\"atedb generate-completion\" prints a script by which bash and zsh complete command lines: "
                    + "source <(atedb generate-completion)",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not authorised, 4 unreachable, 5 no such chain or "
                    + "object. Told to stop (Ctrl-C, SIGTERM), a command finishes what is in flight and ends with 0 where "
                    + "that is an end in order (solo, watch, bench, demo, and import, which says what is stored), with 1 "
                    + "where something is left out (export and all others)."})
public final class Atedb implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it when it takes the command in
    private CommandSpec spec;

    private Atedb() {}

    /** Runs the program and ends the process. */
    public static void main(String[] arguments) {
        Surroundings surroundings = Surroundings.ofProcess();
        surroundings.stop()
                .listenToSignals(Thread.currentThread(), () -> new Failures(surroundings).sayUnfinished(),
                        Runtime.getRuntime()::halt);
        int code = run(surroundings, arguments);
        surroundings.stop().finish(code);
        System.exit(code);
    }

    /** Runs the program in those surroundings and gives its exit code. */
    static int run(Surroundings surroundings, String... arguments) {
        CommandLine program = commandLine(surroundings);
        program.setDefaultValueProvider(Settings.read(surroundings, arguments));
        return program.execute(CommandFirst.order(program, arguments));
    }

    /** The program with all its commands. */
    static CommandLine commandLine(Surroundings surroundings) {
        CommandLine program = new CommandLine(new Atedb());
        for (AtedbCommand command : Commands.in(surroundings)) {
            CommandLine added = new CommandLine(command);
            SharedOptions.addTo(added.getCommandSpec());
            Examples.addTo(added.getCommandSpec());
            program.addSubcommand(added);
        }
        program.addSubcommand(completion());
        Failures failures = new Failures(surroundings);
        return program.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        surroundings.terminals().output() ? Ansi.AUTO : Ansi.OFF))
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }

    /** The command that prints a script by which shells complete our command lines. */
    private static CommandLine completion() {
        CommandLine completion = new CommandLine(new GenerateCompletion());
        completion.getCommandSpec().usageMessage().hidden(true);
        return completion;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }
}
