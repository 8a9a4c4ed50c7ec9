package io.ate.atedb;

import io.ate.atedb.console.Stop;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.console.Terminals;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The program, run in this process for somebody with a home of their own. Confined to one thread. */
final class Program {
    private final Path home;
    private final Map<String, String> environment = new HashMap<>();

    /** @param home where this person's files go */
    Program(Path home) {
        this.home = home;
        environment.put("ATE_HOME", home.toString());
    }

    /** How a run ended and what it said. */
    record Ended(int code, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    Path home() {
        return home;
    }

    Program with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Ended run(String... arguments) {
        return runWith("", arguments);
    }

    /** Runs it with that on standard input. */
    Ended runWith(String input, String... arguments) {
        return runReading(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), arguments);
    }

    /** Runs it with that as standard input. */
    Ended runReading(InputStream input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            Surroundings surroundings = new Surroundings(environment, home, input, outStream, errStream,
                    Terminals.NONE, new Stop());
            int code = Atedb.run(surroundings, arguments);
            return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }
    }

    /** Makes this person's keys and gives the file with the public ones. */
    String keygen() {
        Ended ended = run("keygen");
        if (ended.code() != 0) {
            throw new IllegalStateException(ended.err());
        }
        return home.resolve("config").resolve("default.key.pub").toString();
    }
}
