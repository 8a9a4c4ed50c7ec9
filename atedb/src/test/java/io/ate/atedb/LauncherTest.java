package io.ate.atedb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile())
                .redirectError(project.resolve("errors").toFile());
        builder.environment().put("PROJECT", project.toString());
        builder.environment().put("ATE_JAVA_HOME", project.resolve("jdk").toString());
        builder.environment().merge("PATH", project.resolve("tools").toString(), (old, added) -> added + ":" + old);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(Files.readString(project.resolve("errors"))).isZero();
        return said;
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
}
