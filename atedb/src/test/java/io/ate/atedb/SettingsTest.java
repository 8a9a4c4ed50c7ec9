package io.ate.atedb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void aSettingThatNoCommandHasIsRefused() throws IOException {
        Program.Ended ended = new Program(home).run("status", "--config", settings("srever = ws://file:1/db"));
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("srever");
    }

    @Test
    void aFileThatIsNotThereIsRefusedIfItWasNamed() {
        Program.Ended ended = new Program(home).with("ATE_CONFIG", "/nowhere").run("status");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("/nowhere").doesNotContain("\tat ");
    }
}
