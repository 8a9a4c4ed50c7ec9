package io.ate.atedb.demo;

import io.ate.AteException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server in a process of its own: this same program, run as {@code atedb solo}. Confined to one thread.
 */
final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path folder;
    private final String program;
    private Process process;
    private String address;

    private ServerProcess(Path folder, String program) throws IOException {
        this.folder = folder;
        this.program = program;
        process = launch(0);
        address = readAddress();
    }

    /**
     * Starts a server on a free port.
     *
     * @param folder for its store, its log and its home
     * @param program the main class
     */
    static ServerProcess start(Path folder, String program) throws IOException {
        return new ServerProcess(folder, program);
    }

    /** Where clients find it, with its fingerprint; the same after a restart. */
    String address() {
        return address;
    }

    /** The folder of its store. */
    Path data() {
        return folder.resolve("data");
    }

    long pid() {
        return process.pid();
    }

    /** Ends the process as {@code kill -9} does: at once, wherever it is. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts the server again after {@link #kill}, on the same port. */
    void restart() throws IOException {
        int port = Integer.parseInt(address.replaceFirst(".*:(\\d+)/.*", "$1"));
        process = launch(port);
        address = readAddress();
    }

    private Process launch(int port) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Xmx512m", "-cp",
                System.getProperty("java.class.path"), program, "solo", data().toString(), "--port",
                Integer.toString(port)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors()));
        builder.environment().keySet().removeIf(name -> name.startsWith("ATE_"));
        builder.environment().put("ATE_HOME", folder.resolve("home").toString());
        return builder.start();
    }

    private File errors() {
        return folder.resolve("server.log").toFile();
    }

    private String readAddress() throws IOException {
        BufferedReader reader = process.inputReader(); // stays open: the process writes nothing more that matters
        String line = reader.readLine();
        if (line == null) {
            throw new AteException("the server did not start: " + Files.readString(errors().toPath()).strip());
        }
        return line;
    }

    /** Stops the server in order. */
    @Override
    public void close() {
        process.destroy();
        boolean ended = false;
        try {
            ended = process.waitFor(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!ended) {
                process.destroyForcibly();
            }
        }
    }
}
