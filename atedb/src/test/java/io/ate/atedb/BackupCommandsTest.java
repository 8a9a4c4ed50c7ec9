package io.ate.atedb;

import io.ate.network.LastingPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Backups of real servers, taken and restored by the commands that operators type. */
class BackupCommandsTest {
    @TempDir
    private Path folder;

    private Program alice;
    private Program operator;
    private String data = "";
    private String backups = "";

    @BeforeEach
    void people() {
        alice = new Program(folder.resolve("alice")).with("ATE_DEADLINE", "60s");
        var _ = alice.keygen();
        operator = new Program(folder.resolve("operator"));
        data = folder.resolve("data").toString();
        backups = folder.resolve("backups").toString();
    }

    private ChildProgram server(int port, String... more) throws IOException {
        return ChildProgram.start(folder.resolve("server"), Stream
                .concat(Stream.of("solo", data, "--port", Integer.toString(port)), Stream.of(more))
                .toArray(String[]::new));
    }

    private static int port(String address) {
        return Integer.parseInt(address.replaceFirst(".*:(\\d+)/.*", "$1"));
    }

    private static String chain(String address, String name) {
        return address.replace("#", "/" + name + "#");
    }

    private void put(String chain, String value) {
        Program.Ended ended = alice.runWith(value, "put", chain, "note");
        assertThat(ended.code()).as(ended.err()).isZero();
    }

    @Test
    void aRunningServerIsBackedUpAndRestoredElsewhereHoldsWhatItHeld() throws Exception {
        String notes;
        try (ChildProgram server = server(LastingPort.any(), "--backup-path", backups)) {
            notes = chain(server.line(), "notes");
            put(notes, "\"first\"");
            Program.Ended taken = operator.run("backup", "--data", data, "--json");
            assertThat(taken.code()).as(taken.err()).isZero();
            assertThat(taken.out()).startsWith("{\"backup\":1,\"folder\":\"" + backups + "\",\"bytes\":");
            assertThat(taken.err()).contains("Checking the store …", "Copying …", "Reading back …");
            assertThat(alice.run("status", "--server", notes.replace("/notes", "")).out())
                    .contains("backup   the last good one 20");
            put(notes, "\"second\"");
            Program.Ended again = operator.run("backup", "--data", data, folder.resolve("others").toString());
            assertThat(again.code()).as(again.err()).isZero();
            assertThat(again.out()).startsWith("backup 1 in " + folder.resolve("others") + ": ")
                    .contains(" of them new");
            Program.Ended refused = operator.run("restore", backups, "--data", data, "--force");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains("is in use by process " + server.handle().pid());
            server.terminate();
            assertThat(server.exitCode()).isZero();
        }
        Program.Ended told = operator.run("restore", backups, "--data", data);
        assertThat(told.code()).isEqualTo(1);
        assertThat(told.err()).contains("chain notes: here up to 2, in the backup up to 1").contains("--force");
        Program.Ended restored = operator.run("restore", backups, "--data", data, "--force");
        assertThat(restored.code()).as(restored.err()).isZero();
        assertThat(restored.out()).startsWith("restored backup 1 to " + data + ": 1 chain, ")
                .containsPattern("epoch [1-9][0-9]{9,}\n$");
        assertThat(restored.err()).contains("What stood there is in " + data + ".before-restore-1 now.");
        try (ChildProgram server = server(port(notes))) {
            assertThat(chain(server.line(), "notes")).as("the identity came back, too").isEqualTo(notes);
            Program bob = new Program(folder.resolve("bob")).with("ATE_DEADLINE", "60s");
            Program.Ended read = bob.run("export", notes, "--key",
                    alice.home().resolve("config/default.key").toString());
            assertThat(read.out()).as(read.err()).isEqualTo("\"first\"\n");
        }
    }

    @Test
    void aStoppedServerIsBackedUpInTheSameWayAndTheBackupsAreListed() throws Exception {
        try (ChildProgram server = server(0)) {
            put(chain(server.line(), "notes"), "1");
            assertThat(operator.run("backup", "--data", data).err()).contains("without --backup-path");
            server.kill();
        }
        for (int i = 0; i < 3; i++) {
            Program.Ended taken = operator.run("backup", "--data", data, backups, "--keep", "2");
            assertThat(taken.code()).as(taken.err()).isZero();
        }
        Path list = folder.resolve("backups/2/backup");
        Files.writeString(list, Files.readString(list).replace("chain notes", "chain votes"));
        Program.Ended listed = operator.run("restore", backups, "--list");
        assertThat(listed.code()).isZero();
        assertThat(listed.lines()).hasSize(2).last().asString().startsWith("3 ");
        assertThat(listed.err()).contains("backup 2 is damaged, and not offered: its list is damaged");
        assertThat(operator.run("restore", backups, "--data", folder.resolve("new").toString(), "--backup", "2").err())
                .contains("backup 2 in " + backups + " is damaged");
        assertThat(folder.resolve("new")).doesNotExist();
        assertThat(operator.run("restore", backups, "--list", "--json").lines()).hasSize(2)
                .allSatisfy(
                        line -> assertThat(line).startsWith("{\"backup\":"));
    }

    @Test
    void oneChainIsBroughtFromARunningServerToAnother() throws Exception {
        String file = folder.resolve("notes.chain").toString();
        String other = folder.resolve("other").toString();
        try (ChildProgram old = server(0);
                ChildProgram now = ChildProgram.start(folder.resolve("other server"), "solo", other, "--port", "0")) {
            String from = old.line();
            String to = now.line();
            put(chain(from, "notes"), "\"first\"");
            put(chain(from, "others"), "\"not meant\"");
            Program.Ended copied = operator.run("backup", "--data", data, "--chain", "notes", file);
            assertThat(copied.code()).as(copied.err()).isZero();
            assertThat(copied.out()).startsWith("copied chain notes up to sequence 1 to " + file);
            assertThat(operator.run("backup", "--data", data, "--chain", "nothing", file).code()).isEqualTo(5);
            Program.Ended taken = operator.run("restore", file, "--data", other);
            assertThat(taken.code()).as(taken.err()).isZero();
            String fingerprint = from.replaceFirst(".*#", "");
            assertThat(taken.out()).startsWith("took chain notes up to sequence 1 into " + other)
                    .endsWith("by the server " + fingerprint + "\n");
            Program.Ended again = operator.run("restore", file, "--data", other);
            assertThat(again.code()).isEqualTo(1);
            assertThat(again.err()).contains("there is a chain notes already");
            assertThat(alice.run("export", chain(to, "notes")).out()).isEqualTo("\"first\"\n");
            assertThat(alice.run("export", chain(to, "others")).code()).isEqualTo(5);
        }
    }

    @Test
    void aServerTakesBackupsByItselfAndMetricsSayWhen() throws Exception {
        try (ChildProgram server = server(LastingPort.any(), "--backup-path", backups, "--backup-timer", "1ms",
                "--backup-keep", "2")) {
            String address = server.line();
            String metrics = metrics(port(address));
            while (!Files.exists(folder.resolve("backups/3"))) {
                assertThat(server.handle().isAlive()).as(server.errors()).isTrue();
                metrics = metrics(port(address));
            }
            assertThat(metrics.lines().filter(each -> each.startsWith("ate_backup_last_seconds ")).toList())
                    .singleElement()
                    .asString()
                    .doesNotEndWith(" 0.0");
            assertThat(metrics).contains("ate_backup_failures_total 0.0");
            server.terminate();
            assertThat(server.exitCode()).isZero();
        }
        assertThat(operator.run("restore", backups, "--list", "--json").lines()).hasSizeBetween(1, 2);
    }

    private static String metrics(int port) throws IOException {
        try (InputStream all = URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openStream()) {
            return new String(all.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whatMakesNoSenseIsSaid() throws Exception {
        Files.createDirectory(folder.resolve("empty"));
        assertThat(operator.run("backup", "--data", folder.resolve("empty").toString(), backups).err())
                .contains("there is no store in " + folder.resolve("empty"));
        assertThat(operator.run("restore", backups, "--data", data).err())
                .contains("there is no folder of backups " + backups);
        assertThat(operator.run("restore", folder.resolve("empty").toString(), "--data", data).err())
                .contains("there is no backup in " + folder.resolve("empty"));
        Path file = Files.writeString(folder.resolve("no.chain"), "something else");
        assertThat(operator.run("restore", file.toString(), "--data", data).err()).contains("there is no store in");
        for (List<String> wrong : List.of(List.of("backup", "--data", data, backups, "--keep", "0"),
                List.of("backup", "--data", data, "--chain", "notes"), List.of("restore", file.toString(), "--force"),
                List.of("backup", "--chain", "ws://localhost/db/notes", "notes.chain"),
                List.of("backup", "--chain", "notes", "notes.chain", "--keep", "2"),
                List.of("solo", data, "--backup-timer", "24h"), List.of("restore", backups, "--backup", "0"),
                List.of("solo", data, "--backup-path", backups, "--backup-keep", "0"))) {
            assertThat(operator.run(wrong.toArray(String[]::new)).code()).as("%s", wrong).isEqualTo(2);
        }
    }
}
