package io.ate.atedb;

import io.ate.atedb.place.Durations;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How long to wait for a server. Confined to the thread that runs the command. */
final class DeadlineOption {
    @Option(names = "--deadline", paramLabel = "DURATION", defaultValue = "30s", converter = Durations.class,
            description = "How long to wait for a server that is away or does not answer and, while a chain is "
                    + "opened, for more of it to come (default: ${DEFAULT-VALUE}).")
    private Duration deadline = Duration.ZERO;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it when it takes the option in
    private CommandSpec command;

    /** @throws ParameterException if there is no time at all */
    Duration deadline() {
        if (deadline.isZero()) {
            throw new ParameterException(command.commandLine(), "--deadline is more than 0s");
        }
        return deadline;
    }
}
