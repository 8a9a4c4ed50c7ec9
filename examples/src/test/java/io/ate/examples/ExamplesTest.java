package io.ate.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs each example as its users do, as a program of its own against a server in another one, and holds its output
 * against what its header promises.
 */
class ExamplesTest {
    @TempDir
    private static Path home;
    private static Server solo;

    /** A program that prints its address first, and goes on until it is ended. */
    private record Server(Process process, BufferedReader output, String address) implements AutoCloseable {
        static Server start(String... program) throws IOException {
            ProcessBuilder builder = java(program);
            builder.environment().put("ATE_HOME", home.toString());
            Process process = builder.start();
            BufferedReader output = process.inputReader();
            String address = output.readLine();
            assertThat(address).startsWith("ws://");
            return new Server(process, output, address);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @BeforeAll
    static void startServer() throws IOException {
        solo = Server.start("io.ate.atedb.Atedb", "solo", home.resolve("data").toString(), "--port", "0");
        Thread.ofVirtual().start(() -> solo.output().lines().forEach(_ -> {
            // so that it never waits for a reader
        }));
    }

    @AfterAll
    static void stopServer() {
        solo.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HelloWorld", "ServerClient", "Bank", "Coin", "BusOrQueue", "ServiceApi", "Cache", "Vault",
        "Archive"})
    void anExamplePrintsWhatItsHeaderSays(String example) throws IOException, InterruptedException {
        for (int time = 0; time < 2; time++) { // what one run leaves behind must not be in the way of the next
            assertThat(run(solo, nameOf(example))).isEqualTo(promised(example));
        }
    }

    @Test
    void theExampleWithAServerOfItsOwnKindAndThatServerPrintWhatTheirHeadersSay()
            throws IOException, InterruptedException {
        List<String> promisedByServer = promised("LetterServer");
        try (Server letters = Server.start(Examples.class.getName(), "letter-server")) {
            for (int time = 0; time < 2; time++) {
                assertThat(run(letters, "extensions")).isEqualTo(promised("Extensions"));
                for (String line : promisedByServer) {
                    assertThat(letters.output().readLine()).isEqualTo(line);
                }
            }
        }
    }

    @Test
    void whoMeetsAnotherServerThanTheExampleNeedsIsToldSo() throws IOException, InterruptedException {
        assertThat(run(solo, "extensions")).last().asString().contains("no letter server", "bin/example letter-server");
    }

    @Test
    void whoMeetsNoServerIsToldAtOnceWhatIsWaitedForAndHowToStartOne() throws IOException, InterruptedException {
        Process process = java(Examples.class.getName(), "bank", "ws://localhost:1/db")
                .redirectError(ProcessBuilder.Redirect.PIPE)
                .start();
        try {
            assertThat(process.errorReader().readLine()).contains("nobody listens at localhost:1", "atedb solo",
                    "trying again");
            assertThat(process.isAlive()).as("it waits for the server").isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void everyExampleIsTried() throws IOException, InterruptedException {
        assertThat(run(solo, "--help").get(1)).isEqualTo("NAME is one of: hello-world, server-client, bank, coin, "
                + "bus-or-queue, service-api, cache, vault, archive, extensions, letter-server");
    }

    @Test
    void whoNamesNoExampleIsToldSo() throws IOException, InterruptedException {
        Process process = java(Examples.class.getName(), "no-such-example").start();
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(process.inputReader().lines()).isEmpty();
    }

    @Test
    void whoGivesNoAddressIsToldInOneSentenceWhatOneLooksLike() throws IOException, InterruptedException {
        Process process = java(Examples.class.getName(), "bank", "ws://localhost:1")
                .redirectError(ProcessBuilder.Redirect.PIPE)
                .start();
        assertThat(process.errorReader().lines()).singleElement().asString().startsWith("bank: an address is ws://");
        assertThat(process.waitFor()).isEqualTo(1);
    }

    /** What it prints. */
    private static List<String> run(Server server, String name) throws IOException, InterruptedException {
        ProcessBuilder builder = java(Examples.class.getName(), name);
        builder.environment().put("ATE_SERVER", server.address());
        Process process = builder.start();
        try (InputStream output = process.getInputStream()) {
            List<String> lines = new String(output.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
            assertThat(process.exitValue()).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    private static ProcessBuilder java(String... program) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                // Two programs share this class path, which would have Logback complain of their configurations.
                "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener", "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(program));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private static String nameOf(String example) {
        return example.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** The lines between {@code <pre>} and {@code </pre>} in the example's header. */
    private static List<String> promised(String example) throws IOException {
        List<String> header = Files.readAllLines(Path.of("src/main/java/io/ate/examples", example + ".java"))
                .stream()
                .map(line -> line.replaceFirst("^ \\* ?", ""))
                .toList();
        return header.subList(header.indexOf("<pre>") + 1, header.indexOf("</pre>"));
    }
}
