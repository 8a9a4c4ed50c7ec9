package io.ate.examples;

import java.util.List;

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
            for (Example each : ALL) {
                if (each.name.equals(arguments[0])) {
                    each.program.run();
                    return;
                }
            }
        }
        System.err.println("usage: bin/example NAME, which is one of " + ALL.stream().map(Example::name).toList());
        System.exit(2);
    }
}
