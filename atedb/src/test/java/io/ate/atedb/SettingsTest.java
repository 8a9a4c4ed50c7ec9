package io.ate.atedb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SettingsTest {
    @TempDir
    private Path home;

    private String settings(String text) throws IOException {
        return Files.writeString(Files.createTempFile(home, "settings", ".properties"), text).toString();
    }

    /** The server that a command means, as its complaint about it shows. */
    private String serverOf(Program program, String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "status";
        arguments[1] = "--deadline=1ms";
        System.arraycopy(options, 0, arguments, 2, options.length);
        return program.run(arguments).err();
    }

    @Test
    void theCommandLineGoesBeforeTheEnvironmentBeforeTheFileBeforeTheDefault() throws IOException {
        String file = settings("server = ws://file:1/db\n");
        assertThat(serverOf(new Program(home), "--server", "not an address")).contains("--server");
        assertThat(new Program(home).run("status", "--help", "--config", file).out()).contains("ws://file:1/db");
        Program program = new Program(home).with("ATE_SERVER", "ws://environment:1/db");
        assertThat(program.run("status", "--help", "--config", file).out()).contains("ws://environment:1/db");
        assertThat(new Program(home).run("status", "--help").out()).contains("ws://localhost:5000/db");
    }

    @Test
    void theUsersOwnFileIsReadWithoutBeingNamed() throws IOException {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/config.properties"), "deadline = 7s");
        assertThat(new Program(home).run("get", "--help").out()).contains("(default: 7s)");
    }

    @Test
    void aSettingThatIsNearlyAnOptionIsAnsweredWithThatOption() throws IOException {
        String file = settings("srever = ws://file:1/db");
        Program.Ended ended = new Program(home).run("status", "--deadline", "1ms", "--server", "localhost:1",
                "--config", file);
        assertThat(ended.code()).isEqualTo(4);
        assertThat(ended.err()).contains("In " + file + ", srever is no option of any command: did you mean server?");
        assertThat(new Program(home).run("keygen", "--quiet", "--config", file).err()).isEmpty();
    }

    @Test
    void aVariableThatIsNearlyAnOptionIsAnsweredWithThatOption() {
        assertThat(new Program(home).with("ATE_SEVER", "ws://other:1/db")
                .with("ATE_JAVA_HOME", "/jdk")
                .with("ATE_AUTH", "ws://localhost:5001/auth")
                .run("keygen", home.resolve("a.key").toString(), "--json")
                .err()
                .lines()).containsExactly("ATE_SEVER stands for no option of any command: did you mean ATE_SERVER?");
    }

    @Test
    void aSettingOfAnotherProgramIsNoneOfOurBusiness() throws IOException {
        Program.Ended ended = new Program(home).run("keygen", "--json", "--config",
                settings("auth = ws://localhost:5001/auth\nallow-other = true"));
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "", "/"})
    void helpAndVersionNeedNoSettings(String file) {
        Program program = new Program(home).with("ATE_CONFIG", file.isEmpty() ? "a\0b" : file);
        for (String[] command : new String[][] {{"--help"}, {"--version"}, {"put", "--help"}, {"put", "-V"}}) {
            Program.Ended ended = program.run(command);
            assertThat(ended.code()).as(ended.err()).isZero();
            assertThat(ended.err()).isEmpty();
        }
        assertThat(program.run("status", "--deadline", "1ms").code()).isEqualTo(2);
    }

    @Test
    void aFileThatIsNoPropertiesFileIsSaidToBeUnreadable() throws IOException {
        Program.Ended ended = new Program(home).run("status", "--config", settings("server = \\uxyz"));
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("cannot read the settings in ");
    }

    @Test
    void aFileInAnotherEncodingIsSaidToBeThat() throws IOException {
        Path file = Path.of(settings("server = localhost"));
        Files.write(file, "server = m\u00fcller".getBytes(StandardCharsets.ISO_8859_1));
        Program.Ended ended = new Program(home).run("status", "--config", file.toString());
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("the settings in " + file + " are not in UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "yes", "true", "on", "TRUE"})
    void aSwitchIsOnByAnyWordForYes(String yes) {
        assertThat(new Program(home.resolve(yes)).with("ATE_JSON", yes).run("keygen").out()).startsWith("{\"id\":");
        assertThat(new Program(home.resolve(yes + "2")).with("ATE_QUIET", yes).run("keygen").err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "no", "false", "off"})
    void aSwitchIsOffByAnyWordForNo(String no) {
        Program program = new Program(home.resolve(no)).with("ATE_JSON", no)
                .with("ATE_QUIET", no)
                .with("ATE_VERBOSE", no);
        Program.Ended ended = program.run("keygen");
        assertThat(ended.out()).doesNotContain("{");
        assertThat(ended.err()).contains("Keep ");
        assertThat(program.run("keygen").err()).doesNotContain("\tat ");
    }

    @Test
    void aNumberSaysHowOftenVerboseIsGiven() {
        for (String verbose : new String[] {"1", "2", "true"}) {
            Program.Ended ended = new Program(home).with("ATE_VERBOSE", verbose)
                    .run("get", "a", "b/c", "--key", "missing");
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err()).contains("\tat ");
        }
        assertThat(new Program(home).with("ATE_VERBOSE", "maybe").run("keygen").code()).isEqualTo(2);
    }

    @Test
    void aFileThatIsNotThereIsRefusedIfItWasNamed() {
        Program.Ended ended = new Program(home).with("ATE_CONFIG", "/nowhere").run("status");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("/nowhere").doesNotContain("\tat ");
    }
}
