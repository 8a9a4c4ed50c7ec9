package io.ate.examples;

import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/** Starts the example that is named: {@code bin/example NAME}. */
final class Examples {
    /** An example by the name under which it is started. */
    private record Example(String name, Program program) {}

    private interface Program {
        void run() throws InterruptedException;
    }

    private static final List<Example> ALL = List.of(new Example("hello-world", HelloWorld::main),
            new Example("server-client", ServerClient::main));

    private Examples() {}

    static void main(String[] arguments) throws InterruptedException {
        if (arguments.length == 1) {
            if (List.of("-h", "--help").contains(arguments[0])) {
                sayHow(System.out);
                return;
            }
            for (Example each : ALL) {
                if (each.name.equals(arguments[0])) {
                    each.program.run();
                    return;
                }
            }
        }
        sayHow(System.err);
        System.exit(2);
    }

    private static void sayHow(PrintStream reader) {
        reader.println("Usage: bin/example NAME, which is "
                + ALL.stream().map(Example::name).collect(Collectors.joining(" or ")));
    }
}
