package io.ate.atedb;

import java.io.IOException;
import java.nio.file.Path;

/** A process that starts a server and is not there to end it. Stateless. */
final class ShortLived {
    private ShortLived() {}

    /** Prints the server's process when it serves, and ends with standard input. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        ChildProgram server = ChildProgram.start(folder, "solo", folder.resolve("data").toString(), "--port", "0");
        var _ = server.line();
        System.out.println(server.handle().pid());
        while (System.in.read() >= 0) {
            // what comes means nothing
        }
    }
}
