package io.ate.examples;

import io.ate.AteException;
import io.ate.client.AteClient;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Starts the example that is named: {@code bin/example NAME [SERVER]}. */
final class Examples {
    private static final String NEARBY = "ws://localhost:5000/db";

    /** An example by the name under which it is started. */
    private record Example(String name, Program program) {}

    private interface Program {
        /** @param server the address of the server at which it makes its chain */
        void run(String server) throws InterruptedException;
    }

    private static final List<Example> ALL = List.of(
            new Example("hello-world", _ -> HelloWorld.main()),
            new Example("server-client", ServerClient::main),
            new Example("bank", Bank::main),
            new Example("coin", Coin::main),
            new Example("bus-or-queue", BusOrQueue::main),
            new Example("service-api", ServiceApi::main),
            new Example("cache", Cache::main),
            new Example("vault", Vault::main),
            new Example("archive", Archive::main),
            new Example("extensions", Extensions::main),
            new Example("letter-server", _ -> LetterServer.main()));

    private Examples() {}

    static void main(String[] arguments) throws InterruptedException {
        if (arguments.length == 1 && List.of("-h", "--help").contains(arguments[0])) {
            sayHow(System.out);
            return;
        }
        if (arguments.length == 1 || arguments.length == 2) {
            for (Example each : ALL) {
                if (each.name.equals(arguments[0])) {
                    run(each, arguments.length == 2 ? arguments[1] : nearby());
                    return;
                }
            }
        }
        sayHow(System.err);
        System.exit(2);
    }

    private static void run(Example example, String server) throws InterruptedException {
        try (AteClient _ = AteClient.create(server)) { // connects to nothing, and says what an address looks like
            example.program.run(server);
        } catch (IllegalArgumentException | AteException e) {
            System.err.println(example.name + ": " + e.getMessage());
            System.exit(1);
        }
    }

    private static String nearby() {
        return Objects.requireNonNullElse(System.getenv("ATE_SERVER"), NEARBY);
    }

    private static void sayHow(PrintStream reader) {
        reader.println("""
                Usage: bin/example NAME [SERVER]
                NAME is one of: %s
                SERVER is the address that `bin/atedb solo` prints; else ATE_SERVER, else %s.
                hello-world needs none; letter-server is one, the one that extensions needs."""
                .formatted(ALL.stream().map(Example::name).collect(Collectors.joining(", ")), NEARBY));
    }
}
