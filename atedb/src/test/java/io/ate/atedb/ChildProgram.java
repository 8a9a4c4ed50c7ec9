package io.ate.atedb;

import io.ate.network.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The program in a process of its own, for what only processes do. Confined to one thread. */
final class ChildProgram implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final ErrorText errors;

    private ChildProgram(Process process) {
        this.process = process;
        errors = new ErrorText(process.errorReader());
    }

    static ChildProgram start(Path home, String... arguments) throws IOException {
        return launch(home, List.of(), arguments);
    }

    /**
     * Another program than ours, whose main method {@linkplain TiedProgram#tie ties} itself.
     */
    static ChildProgram running(Class<?> main, Path home, String... arguments) throws IOException {
        return launch(home, List.of(), main, arguments);
    }

    /** One that may have only so many files open at a time. */
    static ChildProgram withOpenFiles(int most, Path home, String... arguments) throws IOException {
        return launch(home, List.of("/bin/sh", "-c", "ulimit -n " + most + " && exec \"$@\"", "sh"), arguments);
    }

    /** One whose standard output is that file. */
    static ChildProgram redirected(Path home, String file, String... arguments) throws IOException {
        return launch(home, List.of("/bin/sh", "-c", "exec \"$@\" > " + file, "sh"), arguments);
    }

    /** One that SIGINT reaches, also where who runs the tests was started deaf to it; needs GNU's env. */
    static ChildProgram interruptible(Path home, String... arguments) throws IOException {
        return launch(home, List.of("env", "--default-signal=INT"), arguments);
    }

    private static ChildProgram launch(Path home, List<String> before, String... arguments) throws IOException {
        return launch(home, before, TiedProgram.class, arguments);
    }

    private static ChildProgram launch(Path home, List<String> before, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        String starter = "-D" + TiedProgram.STARTER + "=" + ProcessHandle.current().pid();
        command.addAll(ChildJvm.command(List.of(starter), main, arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("ATE_HOME", home.toString());
        // The first handshake of a program takes its time on a busy machine.
        builder.environment().put("ATE_DEADLINE", PATIENCE.toSeconds() + "s");
        return new ChildProgram(builder.start());
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Lets none of its files grow any more, as if the disk were full; needs Linux's prlimit. */
    void stopFilesFromGrowing() throws IOException, InterruptedException {
        Process limiting = new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--fsize=1").start();
        if (limiting.waitFor() != 0) {
            throw new IllegalStateException("prlimit: " + new String(limiting.getErrorStream().readAllBytes(), UTF_8));
        }
    }

    /** Gives it that on standard input, which stays open; what does not fit into a pipe it has to read first. */
    void type(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(UTF_8));
        process.getOutputStream().flush();
    }

    /** What it prints. */
    BufferedReader out() {
        return process.inputReader();
    }

    /** The next line that it prints. */
    String line() throws IOException {
        String line = out().readLine();
        if (line == null) {
            throw new IllegalStateException("it ended: " + errors.soFar());
        }
        return line;
    }

    /** What it said on standard error so far. */
    String errors() {
        return errors.soFar();
    }

    /** Waits until it has said that on standard error. */
    void awaitError(String part) throws InterruptedException {
        errors.await(part, PATIENCE);
    }

    /** SIGTERM; unlike the process's own method it leaves the pipes open. */
    void terminate() {
        var _ = process.toHandle().destroy();
    }

    /** SIGINT, as Ctrl-C sends it. */
    void interrupt() throws IOException, InterruptedException {
        signal("INT");
    }

    /** Has it neither do nor answer anything until it goes on. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid()).inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException("kill ended with " + code);
        }
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("it does not end within " + PATIENCE);
        }
        var _ = errors.whole();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
