package io.ate.atedb;

import io.ate.atedb.console.Messages;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.place.Settings;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands have in common: surroundings, messages, results. Confined to the thread that runs the command. */
abstract class AtedbCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it when it takes the command in
    private CommandSpec spec;

    private @Nullable Messages messages;

    AtedbCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public final Integer call() throws Exception {
        Logging.say(common.verbosity());
        checkSettings();
        try (Results results = Results.of(surroundings)) {
            return run(results).code();
        }
    }

    /** A setting may be meant for another program, but not if it is nearly one of ours. */
    private void checkSettings() {
        CommandLine program = spec.root().commandLine();
        if (program.getDefaultValueProvider() instanceof Settings settings) {
            try {
                settings.requireReadable();
            } catch (IllegalArgumentException e) {
                throw wrongUsage(e);
            }
            Set<String> ours = Settings.optionsOf(program);
            settings.unknownVariables(program)
                    .forEach(each -> Spelling.nearest(Settings.withoutPrefix(each), bareVariables(ours))
                            .ifPresent(meant -> messages().say(each + " stands for no option of any command: did you "
                                    + "mean " + Settings.variable(meant) + "?")));
            settings.unknownTo(program)
                    .forEach(each -> Spelling.nearest(each, ours)
                            .ifPresent(
                                    meant -> messages().say("In " + settings.source() + ", " + each
                                            + " is no option of any command: did you mean " + meant + "?")));
        }
    }

    private static Set<String> bareVariables(Set<String> options) {
        return options.stream()
                .map(Settings::variable)
                .map(Settings::withoutPrefix)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Does the work. */
    abstract ExitCode run(Results results) throws Exception;

    final Surroundings surroundings() {
        return surroundings;
    }

    /** The same at each call, since what is said must not tear the bar of progress. */
    final Messages messages() {
        if (messages == null) {
            messages = Messages.of(surroundings, common.verbosity());
        }
        return messages;
    }

    /**
     * Makes sure that what is on standard input is all the command's.
     *
     * @param what it is
     * @throws ParameterException if it is to be a passphrase as well: one would be taken for the other
     */
    final void demandAllOfStandardInput(String what) {
        OptionSpec passphrase = spec.findOption(KeyFileOptions.PASSPHRASE);
        if (passphrase != null && Input.STANDARD.equals(passphrase.getValue())) {
            throw wrongUsage(
                    "standard input cannot be both " + what + " and the passphrase: have one of them in a file");
        }
    }

    /** The exception for a value of an option that {@code cause} refused. */
    final ParameterException wrongUsage(Exception cause) {
        return new ParameterException(spec.commandLine(), String.valueOf(cause.getMessage()), cause);
    }

    /** The exception for options that do not go together. */
    final ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
