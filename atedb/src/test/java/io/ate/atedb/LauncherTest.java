package io.ate.atedb;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The scripts in {@code bin}, with a Maven and a JDK that only say what they were asked for. */
class LauncherTest {
    private static final Path SCRIPTS = Path.of("..", "bin");
    /** Does to every module that it is to build what the build does. */
    private static final String MAVEN = """
            #!/bin/sh
            echo built >> "$PROJECT/builds"
            while [ "$1" != -pl ]; do shift; done
            for module in $(echo "$2" | tr , ' '); do
                mkdir -p "$PROJECT/$module/target"
                touch "$PROJECT/$module/target/built"
            done
            """;

    @TempDir
    private Path project;

    @BeforeEach
    void aProject() throws IOException {
        Files.createDirectory(project.resolve("bin"));
        for (String script : List.of(".launch", "atedb", "example")) {
            executable("bin/" + script, Files.readString(SCRIPTS.resolve(script)));
        }
        executable("tools/mvn", MAVEN);
        executable("jdk/bin/javac", "#!/bin/sh\n");
        executable("jdk/bin/java", "#!/bin/sh\necho \"$@\"\n");
        Files.writeString(project.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        for (String module : List.of("ate-core", "atedb", "examples")) {
            Path source = project.resolve(module).resolve("src/main/Source.java");
            Files.createDirectories(source.getParent());
            Files.writeString(source, "class Source {}");
            Files.writeString(project.resolve(module).resolve("pom.xml"), "<project/>");
        }
        Files.writeString(project.resolve("pom.xml"), "<project/>");
    }

    private void executable(String name, String text) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What the program that is started is told. */
    private String start(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = builder(command);
        builder.environment().put("ATE_JAVA_HOME", project.resolve("jdk").toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(errors()).isZero();
        return said;
    }

    private ProcessBuilder builder(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile())
                .redirectError(project.resolve("errors").toFile());
        builder.environment().put("PROJECT", project.toString());
        builder.environment().merge("PATH", project.resolve("tools").toString(), (old, added) -> added + ":" + old);
        return builder;
    }

    private String errors() throws IOException {
        return Files.readString(project.resolve("errors"));
    }

    private int builds() throws IOException {
        return Files.readAllLines(project.resolve("builds")).size();
    }

    @Test
    void whatOneProgramHadBuiltServesTheOther() throws Exception {
        assertThat(start("bin/atedb", "put", "a chain")).endsWith("atedb/target/atedb.jar put a chain\n");
        assertThat(start("bin/example", "hello-world")).endsWith("examples/target/examples.jar hello-world\n");
        assertThat(start("bin/atedb", "--help")).endsWith("--help\n");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void theProjectIsFoundThroughLinksToAScriptAndToItsFolder() throws Exception {
        Path elsewhere = Files.createDirectories(project.resolve("elsewhere/deep"));
        Files.createSymbolicLink(elsewhere.resolve("atedb"), Path.of("../../bin/atedb"));
        Files.createSymbolicLink(elsewhere.resolve("tools"), project.resolve("bin"));
        Files.createSymbolicLink(elsewhere.resolve("again"), Path.of("tools/atedb"));
        String jar = project.toRealPath().resolve("atedb/target/atedb.jar").toString();
        for (String link : List.of("atedb", "tools/atedb", "again")) {
            assertThat(start(elsewhere.resolve(link).toString(), "ls")).endsWith(jar + " ls\n");
        }
    }

    @Test
    void whatIsNewerThanTheBuildIsBuiltOnceForBoth() throws Exception {
        var _ = start("bin/example", "hello-world");
        FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
        for (String module : List.of("atedb", "examples")) {
            Files.setLastModifiedTime(project.resolve(module).resolve("target/built"), longAgo);
        }
        var _ = start("bin/atedb", "--help");
        var _ = start("bin/example", "hello-world");
        assertThat(builds()).isEqualTo(2);
    }

    /** A program that takes all memory there is. */
    static final class Hungry {
        public static void main(String[] arguments) {
            List<byte[]> all = new ArrayList<>();
            while (!all.contains(new byte[0])) {
                all.add(new byte[1 << 20]);
            }
        }
    }

    @Test
    void whoeverHasNoMemoryLeftSaysSoAndEndsByASignalAndNotWithOneOfOurCodes() throws Exception {
        var _ = start("bin/atedb");
        hungry(project.resolve("atedb/target/atedb.jar"));
        ProcessBuilder builder = builder("bin/atedb");
        builder.environment().put("ATE_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JDK_JAVA_OPTIONS", "-Xmx32m");
        Process process = builder.start();
        process.getOutputStream().close();
        assertThat(process.getInputStream().readAllBytes()).as("data").isEmpty();
        assertThat(process.waitFor()).as(errors()).isEqualTo(128 + 9);
        assertThat(errors()).contains("atedb: out of memory: give it a larger heap");
    }

    private static void hungry(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Hungry.class.getName());
        String file = Hungry.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream bytes = Hungry.class.getResourceAsStream("/" + file)) {
            out.putNextEntry(new JarEntry(file));
            Objects.requireNonNull(bytes, file).transferTo(out);
        }
    }
}
