package io.ate.network;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Command lines of programs among this JVM's classes. Stateless. */
public final class ChildJvm {
    private ChildJvm() {}

    /**
     * Starts the class's main method.
     *
     * @param options for the JVM, besides those that all have
     */
    public static List<String> command(List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // It does not live long enough for much compiling.
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-Xmx512m"));
        command.addAll(options);
        command.addAll(List.of("-cp", Objects.requireNonNull(System.getProperty("java.class.path")), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The same as a process that says on our standard error what goes wrong. */
    public static ProcessBuilder of(Class<?> main, String... arguments) {
        return new ProcessBuilder(command(List.of(), main, arguments)).redirectError(ProcessBuilder.Redirect.INHERIT);
    }
}
