package io.ate.atedb.console;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the program finds around it. Tests bring their own; the process has {@link #ofProcess}. Immutable; the streams
 * are as thread-safe as they are.
 *
 * @param environment the variables
 * @param home the user's home folder
 * @param in standard input
 * @param out standard output, for results; not a print stream, which keeps its failures to itself
 * @param err standard error, for messages and progress
 * @param terminals which of them are terminals
 * @param stop the wish that the program end
 */
public record Surroundings(Map<String, String> environment, Path home, InputStream in, OutputStream out,
        PrintStream err, Terminals terminals, Stop stop) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /** Those of this process. */
    public static Surroundings ofProcess() {
        return new Surroundings(System.getenv(), userFolder(),
                new InterruptibleInput(new FileInputStream(FileDescriptor.in).getChannel()),
                new FileOutputStream(FileDescriptor.out), System.err, Terminals.ofProcess(), new Stop());
    }

    /** What the shell says is the user's folder; Java by itself asks the password file. */
    private static Path userFolder() {
        String said = System.getenv("HOME");
        return Path.of(said != null && !said.isEmpty() ? said : System.getProperty("user.home", "."));
    }

    /** The variable of that name, unless it is missing or empty. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** The terminal on which a person can be asked, if there is one. */
    public Optional<Console> console() {
        @Nullable
        Console console = terminals.input() && terminals.error() ? System.console() : null;
        return Optional.ofNullable(console);
    }
}
