package io.ate.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs each example as its users do, as a program of its own, and holds its output against what its header promises.
 */
class ExamplesTest {
    @ParameterizedTest
    @ValueSource(classes = {HelloWorld.class, ServerClient.class})
    void anExamplePrintsWhatItsHeaderSays(Class<?> example) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(java(), "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"),
                example.getName()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (InputStream output = process.getInputStream()) {
            List<String> lines = new String(output.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
            assertThat(lines).isEqualTo(promised(example));
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void whoAsksForHelpIsToldTheNamesOnStandardOutput() throws IOException, InterruptedException {
        assertThat(run("--help")).isEqualTo("0 Usage: bin/example NAME, which is hello-world or server-client\n");
        assertThat(run("no-such-example")).isEqualTo("2 ");
    }

    /** How the launcher ends, and what it prints. */
    private static String run(String name) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(java(), "-cp", System.getProperty("java.class.path"),
                Examples.class.getName(), name).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (InputStream output = process.getInputStream()) {
            String printed = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() + " " + printed;
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The lines between {@code <pre>} and {@code </pre>} in the example's header. */
    private static List<String> promised(Class<?> example) throws IOException {
        Path source = Path.of("src/main/java", example.getName().replace('.', '/') + ".java");
        List<String> header = Files.readAllLines(source)
                .stream()
                .map(line -> line.replaceFirst("^ \\* ?", ""))
                .toList();
        return header.subList(header.indexOf("<pre>") + 1, header.indexOf("</pre>"));
    }
}
