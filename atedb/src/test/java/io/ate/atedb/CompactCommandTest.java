package io.ate.atedb;

import io.ate.network.LastingPort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Compaction on demand, of real servers, by the command that operators type. */
class CompactCommandTest {
    private static final int VERSIONS = 10;
    private static final int LENGTH = 20_000;

    @TempDir
    private Path folder;

    private Program alice;
    private Program operator;
    private String data = "";

    @BeforeEach
    void people() {
        alice = new Program(folder.resolve("alice")).with("ATE_DEADLINE", "60s");
        var _ = alice.keygen();
        operator = new Program(folder.resolve("operator"));
        data = folder.resolve("data").toString();
    }

    private ChildProgram server(String recent) throws Exception {
        return ChildProgram.start(folder.resolve("server"), "solo", data, "--port", LastingPort.any() + "",
                "--compact-size", "1GiB", "--compact-factor", "1000", "--compact-timer", "1000h", "--compact-recent",
                recent);
    }

    private static String chain(String address, String name) {
        return address.replace("#", "/" + name + "#");
    }

    private void overwrite(String chain) {
        for (int i = 0; i < VERSIONS; i++) {
            Program.Ended ended = alice.runWith("\"" + (char) ('a' + i) + "x".repeat(LENGTH) + "\"", "put", chain,
                    "note/first", "--force");
            assertThat(ended.code()).as(ended.err()).isZero();
        }
    }

    private static long figure(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":(\\d+)").matcher(json);
        assertThat(found.find()).as("%s in %s", name, json).isTrue();
        return Long.parseLong(found.group(1));
    }

    @Test
    void oneChainIsCompactedWhenItIsAskedForAndReadsAsBefore() throws Exception {
        try (ChildProgram server = server("0s")) {
            String address = server.line();
            String notes = chain(address, "notes");
            String others = chain(address, "others");
            overwrite(notes);
            overwrite(others);

            Program.Ended done = operator.run("compact", "--data", data, "notes", "--json");

            assertThat(done.code()).as(done.err()).isZero();
            assertThat(done.err()).contains("Compacting notes …");
            assertThat(done.out()).startsWith("{\"chains\":1,").contains("\"failed\":[]");
            assertThat(figure(done.out(), "bytesBefore") - figure(done.out(), "bytesAfter"))
                    .as("what has gone: %s", done.out())
                    .isGreaterThan((VERSIONS - 2) * LENGTH);
            assertThat(alice.run("get", notes, "note/first").out()).startsWith("\"jxx");

            Program.Ended status = alice.run("status", "--server", address, "--json");
            assertThat(status.out()).contains("\"bytesBefore\":" + figure(done.out(), "bytesBefore"))
                    .contains("\"bytesAfter\":" + figure(done.out(), "bytesAfter"))
                    .contains("\"lastCompacted\":\"20")
                    .contains("\"lastCompacted\":\"\"");
            assertThat(alice.run("status", "--server", address).out()).contains("COMPACTED")
                    .containsPattern("notes .* to ");
            assertThat(metrics(address)).contains("ate_compactions_total 1.0")
                    .contains("ate_compaction_bytes_before_total")
                    .contains("ate_compaction_bytes_after_total");
        }
    }

    private static String metrics(String address) throws Exception {
        String port = address.replaceFirst(".*:(\\d+).*", "$1");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
                    BodyHandlers.ofString()).body();
        }
    }

    @Test
    void allChainsAreCompactedAndWhatIsYoungStaysAndIsTold() throws Exception {
        try (ChildProgram server = server("1h")) {
            String address = server.line();
            overwrite(chain(address, "notes"));
            overwrite(chain(address, "others"));

            Program.Ended done = operator.run("compact", "--data", data);

            assertThat(done.code()).as(done.err()).isZero();
            assertThat(done.out()).startsWith("compacted 2 chains: ");
            assertThat(done.err()).contains("more are of no use any more, but were stored so lately");
        }
    }

    @Test
    void whoNamesNoChainOfTheServerOrNoServerIsTold() throws Exception {
        try (ChildProgram server = server("0s")) {
            String address = server.line();
            overwrite(chain(address, "notes"));
            Program.Ended missing = operator.run("compact", "--data", data, "letters");
            assertThat(missing.code()).isEqualTo(5);
            assertThat(missing.err()).contains("there is no chain letters on this server");
            Program.Ended elsewhere = operator.run("compact", "--data", data, chain(address, "notes"));
            assertThat(elsewhere.code()).isEqualTo(2);
            assertThat(elsewhere.err()).contains("name a chain of the server on --data, not an address");
            server.terminate();
            assertThat(server.exitCode()).isZero();
        }
        Program.Ended stopped = operator.run("compact", "--data", data);
        assertThat(stopped.code()).isEqualTo(1);
        assertThat(stopped.err()).contains("no server runs on " + data + ": start it");
    }
}
