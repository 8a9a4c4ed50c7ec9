package io.ate.atedb;

import com.sun.net.httpserver.HttpServer;
import io.ate.network.LastingPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What only processes of their own show: signals, pipes, sudden death. */
class ProcessTest {
    private static final int OBJECTS = 3000;
    private static final int MORE_THAN_A_PIPE_HOLDS = 100_000;

    @TempDir
    private Path folder;

    private Program alice;

    @BeforeEach
    void onePerson() {
        alice = new Program(folder.resolve("alice")).with("ATE_DEADLINE", "60s");
        var _ = alice.keygen();
    }

    private ChildProgram server(int port) throws IOException {
        return ChildProgram.start(folder.resolve("server"), "solo", folder.resolve("data").toString(), "--port",
                Integer.toString(port));
    }

    private static int port(String address) {
        return Integer.parseInt(address.replaceFirst(".*:(\\d+)/.*", "$1"));
    }

    /** The address of a chain at the server that prints {@code address}, identity included. */
    private static String chain(String address, String name) {
        return address.replace("#", "/" + name + "#");
    }

    private Path lines(int count) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("{\"n\":").append(i).append("}\n");
        }
        return Files.writeString(folder.resolve("lines"), lines);
    }

    @Test
    void aServerPrintsItsAddressAndEndsInOrderOnSigterm() throws Exception {
        try (ChildProgram server = server(LastingPort.any())) {
            String address = server.line();
            assertThat(address).matches("ws://127\\.0\\.0\\.1:[1-9][0-9]*/db#[0-9a-f]{64}");
            server.awaitError("data " + folder.resolve("data") + ": 0 chains, ");
            assertThat(alice.runWith("1", "put", chain(address, "notes"), "number").code()).isZero();
            server.terminate();
            assertThat(server.exitCode()).isZero();
            assertThat(server.out().readAllLines()).isEmpty();
            assertThat(server.errors()).doesNotContain("Exception").doesNotContain("\tat ");
            try (ChildProgram again = server(port(address))) {
                assertThat(again.line()).isEqualTo(address);
                assertThat(alice.run("export", chain(address, "notes")).out()).isEqualTo("1\n");
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aServerEndsInOrderOnSigintToo() throws Exception {
        try (ChildProgram server = ChildProgram.interruptible(alice.home(), "solo", folder.resolve("data").toString(),
                "--port", "0")) {
            String address = server.line();
            assertThat(alice.runWith("1", "put", chain(address, "notes"), "number").code()).isZero();
            server.interrupt();
            assertThat(server.exitCode()).isZero();
            assertThat(server.out().readAllLines()).isEmpty();
            assertThat(server.errors()).doesNotContain("Exception").doesNotContain("\tat ");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aStoreThatFailsEndsTheServerWithOneClearLine() throws Exception {
        try (ChildProgram server = server(0)) {
            String chain = chain(server.line(), "notes");
            assertThat(alice.runWith("1", "put", chain, "note").code()).isZero();
            server.stopFilesFromGrowing();
            assertThat(alice.with("ATE_DEADLINE", "5s").runWith("2", "put", chain, "note").code()).isNotZero();
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.errors().lines()).hasSize(2)
                    .last()
                    .asString()
                    .startsWith("atedb: a write to the store in " + folder.resolve("data"))
                    .contains("failed");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void idleConnectionsDoNotTakeTheFilesOfTheStore() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try (ChildProgram server = ChildProgram.withOpenFiles(1700, folder.resolve("server"), "solo",
                folder.resolve("data").toString(), "--port", "0")) {
            String address = server.line();
            server.awaitError("At most 188 connections, not 10,000: ");
            for (int i = 0; i < 1700; i++) {
                idle.add(new Socket(InetAddress.getLoopbackAddress(), port(address)));
            }
            for (Socket each : idle) {
                each.close();
            }
            assertThat(alice.runWith("1", "put", chain(address, "notes"), "number").code()).isZero();
            server.terminate();
            assertThat(server.exitCode()).as(server.errors()).isZero();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whereNotEvenTheStoreMayOpenItsFilesNothingStarts() throws Exception {
        try (ChildProgram server = ChildProgram.withOpenFiles(1024, folder.resolve("server"), "solo",
                folder.resolve("data").toString(), "--port", "0")) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.errors().lines()).singleElement()
                    .asString()
                    .startsWith("atedb: this process may have 1024 files")
                    .contains("ulimit -n");
        }
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void whatDoesNotFitOnTheDiskIsAFailure() throws Exception {
        try (ChildProgram server = server(0)) {
            String chain = chain(server.line(), "numbers");
            assertThat(alice.run("import", chain, lines(50).toString()).code()).isZero();
            try (ChildProgram exporter = ChildProgram.redirected(alice.home(), "/dev/full", "export", chain)) {
                assertThat(exporter.exitCode()).isEqualTo(1);
                assertThat(exporter.errors())
                        .startsWith("atedb: cannot write the results, some of which are lost: No space");
            }
        }
    }

    @Test
    void aServerThatGoesAndComesBackIsSpokenOfOnceEach() throws Exception {
        try (ChildProgram server = server(LastingPort.any())) {
            String address = server.line();
            String chain = chain(address, "numbers");
            Path lines = lines(1);
            assertThat(alice.run("import", chain, lines.toString()).code()).isZero();
            try (ChildProgram watcher = ChildProgram.start(alice.home(), "watch", chain, "--from", "start")) {
                assertThat(watcher.line()).contains("\"version\":1,");
                server.kill();
                watcher.awaitError("nobody listens");
                try (ChildProgram again = server(port(address))) {
                    assertThat(again.line()).isEqualTo(address);
                    watcher.awaitError("connected to");
                    assertThat(alice.run("import", chain, lines.toString()).code()).isZero();
                    assertThat(watcher.line()).contains("\"version\":2,");
                    watcher.terminate();
                    assertThat(watcher.exitCode()).isZero();
                    assertThat(watcher.errors().lines()).filteredOn(line -> line.contains("nobody listens")).hasSize(1);
                    assertThat(watcher.errors().lines()).filteredOn(line -> line.startsWith("connected to")).hasSize(1);
                }
            }
        }
    }

    @Test
    void aTakenPortAndATakenFolderAreOneClearLineEach() throws Exception {
        try (ChildProgram server = server(0)) {
            String port = Integer.toString(port(server.line()));
            try (ChildProgram samePort = ChildProgram.start(folder.resolve("server"), "solo",
                    folder.resolve("other").toString(), "--port", port)) {
                assertThat(samePort.exitCode()).isEqualTo(1);
                assertThat(samePort.errors().lines()).singleElement().asString().startsWith("atedb: ").contains(port);
            }
            try (ChildProgram sameFolder = server(0)) {
                assertThat(sameFolder.exitCode()).isEqualTo(1);
                assertThat(sameFolder.errors().lines()).singleElement()
                        .asString()
                        .startsWith("atedb: ")
                        .contains("in use");
            }
        }
    }

    @Test
    void aWatchWaitsForItsChainAndEndsQuietlyWhenNobodyReadsOrItIsTold() throws Exception {
        try (ChildProgram server = server(0)) {
            String chain = chain(server.line(), "numbers");
            try (ChildProgram cut = ChildProgram.start(alice.home(), "watch", chain);
                    ChildProgram told = ChildProgram.start(alice.home(), "watch", chain)) {
                cut.awaitError("Waiting for");
                told.awaitError("Waiting for");
                Path lines = lines(50);
                assertThat(alice.run("import", chain, lines.toString()).code()).isZero();
                assertThat(cut.line()).contains("\"version\":1,");
                cut.out().close();
                assertThat(told.line()).contains("\"version\":1,");
                assertThat(alice.run("import", chain, lines.toString()).code()).isZero();
                assertThat(cut.exitCode()).as(cut.errors()).isZero();
                told.terminate();
                assertThat(told.exitCode()).as(told.errors()).isZero();
                assertThat(cut.errors() + told.errors()).doesNotContain("Exception").doesNotContain("\tat ");
            }
        }
    }

    @Test
    void anImportThatIsToldToStopFinishesWhatIsInFlightAndSaysSo() throws Exception {
        try (ChildProgram server = server(0)) {
            String chain = chain(server.line(), "numbers");
            assertThat(alice.run("create", chain).code()).isZero();
            Path lines = lines(100 * OBJECTS);
            try (ChildProgram watcher = ChildProgram.start(alice.home(), "watch", chain, "--from", "start");
                    ChildProgram importer = ChildProgram.start(alice.home(), "import", chain, lines.toString())) {
                assertThat(watcher.line()).contains("\"version\":1,");
                importer.terminate();
                assertThat(importer.exitCode()).as(importer.errors()).isZero();
                assertThat(importer.errors())
                        .contains("Told to stop before the end.", "objects are stored, up to line ",
                                "go on behind them")
                        .doesNotContain("\tat ", "mend");
                String durable = importer.errors().replaceAll("(?s).*?([0-9,]+) objects are stored.*", "$1");
                assertThat(importer.line()).startsWith(durable + " stored, 0 replaced");
                assertThat(alice.run("export", chain).lines()).hasSize(Integer.parseInt(durable.replace(",", "")));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--id-field=n", "--type=number"})
    @EnabledOnOs(OS.LINUX)
    void anImportThatIsToldToStopAndGetsNoAnswerSaysWhatIsKnownAndEnds(String names) throws Exception {
        try (ChildProgram server = server(0)) {
            String chain = chain(server.line(), "numbers");
            assertThat(alice.run("create", chain).code()).isZero();
            Path lines = lines(100 * OBJECTS);
            try (ChildProgram watcher = ChildProgram.start(alice.home(), "watch", chain, "--from", "start");
                    ChildProgram importer = ChildProgram.start(alice.home(), "import", chain, lines.toString(),
                            "--batch", "10", "--grace", "1s", names)) {
                for (int change = 0; change < 1000; change++) { // more than are under way, so that some are answered
                    assertThat(watcher.line()).contains("\"version\":");
                }
                server.pause();
                importer.terminate();
                assertThat(importer.exitCode()).as(importer.errors()).isEqualTo(1);
                assertThat(importer.errors().lines()).singleElement()
                        .asString()
                        .startsWith("atedb: told to stop, and there is no answer any more: ")
                        .contains(" objects are stored, up to line ", ", and of what follows some may be: ")
                        .contains(names.startsWith("--id-field") ? "run the same command again" : "tail -n +");
                server.goOn();
                int known = Integer.parseInt(importer.errors().replaceAll("(?s).*up to line ([0-9]+).*", "$1"));
                assertThat(known).isBetween(1, 100 * OBJECTS - 1);
                assertThat(alice.run("export", chain).lines()).hasSizeBetween(known, 100 * OBJECTS)
                        .contains("{\"n\":" + (known - 1) + "}");
            }
        }
    }

    @Test
    void anImportThatIsToldToStopWhileItConnectsEndsAsInTheMiddle() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildProgram importer = ChildProgram.start(alice.home(), "import", "numbers", lines(1).toString(),
                        "--deadline", "1h", "--server", "127.0.0.1:" + silent.getLocalPort());
                Socket _ = silent.accept()) {
            importer.terminate();
            assertThat(importer.exitCode()).as(importer.errors()).isZero();
            assertThat(importer.errors()).contains("Told to stop before the beginning. Nothing is stored yet")
                    .doesNotContain("\tat ");
            assertThat(importer.out().readAllLines()).containsExactly("0 stored, 0 replaced, 0 there already");
        }
    }

    @Test
    void anExportThatIsToldToStopEndsBehindAWholeLineAndSaysThatItIsNotAll() throws Exception {
        try (ChildProgram server = server(0)) {
            String chain = chain(server.line(), "numbers");
            assertThat(alice.run("import", chain, lines(8 * OBJECTS).toString()).code()).isZero();
            try (ChildProgram exporter = ChildProgram.start(alice.home(), "export", chain)) {
                String first = exporter.line();
                exporter.terminate();
                List<String> rest = exporter.out().readAllLines(); // no more than the pipe held
                assertThat(exporter.exitCode()).as(exporter.errors()).isEqualTo(1);
                assertThat(exporter.errors().lines()).singleElement().asString().contains("stopped before it was done");
                assertThat(first).startsWith("{\"n\":").endsWith("}");
                assertThat(rest).hasSizeLessThan(8 * OBJECTS - 1).allMatch(line -> line.matches("\\{\"n\":[0-9]+}"));
            }
        }
    }

    @Test
    void aServerThatIsStoppedAsSoonAsItHasPrintedItsAddressEndsInOrder() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (ChildProgram server = server(0)) {
                assertThat(server.line()).startsWith("ws://");
                server.terminate();
                assertThat(server.exitCode()).as(server.errors()).isZero();
                assertThat(server.errors()).contains("Stopped.").doesNotContain("before it was done");
            }
        }
    }

    @Test
    void whoWaitsForSomebodyToTypeEndsWhenToldTo() throws Exception {
        try (ChildProgram server = server(0)) {
            String chain = chain(server.line(), "numbers");
            assertThat(alice.run("create", chain).code()).isZero();
            try (ChildProgram importer = ChildProgram.start(alice.home(), "import", chain, "-");
                    ChildProgram putter = ChildProgram.start(alice.home(), "put", chain, "number")) {
                importer.type("{\"n\":1}\n".repeat(MORE_THAN_A_PIPE_HOLDS / 8));
                putter.type(" ".repeat(MORE_THAN_A_PIPE_HOLDS));
                while (alice.run("export", chain).lines().isEmpty()) {
                    assertThat(importer.errors()).doesNotContain("atedb: ");
                }
                importer.terminate();
                putter.terminate();
                assertThat(importer.exitCode()).as(importer.errors()).isZero();
                assertThat(importer.errors()).contains("Told to stop before the end.", "objects are stored");
                assertThat(putter.exitCode()).as(putter.errors()).isEqualTo(1);
                assertThat(putter.errors()).contains("stopped before it was done");
            }
        }
    }

    @Test
    void aCommandThatCannotFinishEndsAndSaysSoWhenToldTo() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildProgram lister = ChildProgram.start(alice.home(), "ls", "--deadline", "1h", "--server",
                        "127.0.0.1:" + silent.getLocalPort());
                Socket _ = silent.accept()) {
            lister.terminate();
            assertThat(lister.exitCode()).as(lister.errors()).isEqualTo(1);
            assertThat(lister.errors()).contains("stopped before it was done").doesNotContain("\tat ");
        }
    }

    @Test
    void aBenchmarkThatIsToldToStopDropsItsChains() throws Exception {
        try (ChildProgram server = server(0)) {
            String address = server.line();
            String[] mine = {"--server", address, "--key", alice.home().resolve("config/default.key").toString()};
            List<String> command = new ArrayList<>(List.of("bench", "--seconds", "600", "--warm-up", "0"));
            command.addAll(List.of(mine));
            try (ChildProgram bench = ChildProgram.start(alice.home(), command.toArray(String[]::new))) {
                while (alice.run("ls", mine[0], mine[1]).lines().isEmpty()) {
                    assertThat(bench.errors()).doesNotContain("atedb: ");
                }
                bench.terminate();
                assertThat(bench.exitCode()).as(bench.errors()).isZero();
                assertThat(bench.errors()).contains("there are no figures").doesNotContain("\tat ");
                assertThat(bench.out().readAllLines()).isEmpty();
            }
            assertThat(alice.run("ls", mine[0], mine[1]).lines()).isEmpty();
        }
    }

    @Test
    void whoAsksForEverythingIsToldEachStepOnTheWayAndNothingOfTheNetworksOwn() throws Exception {
        try (ChildProgram server = server(0)) {
            String address = server.line();
            String chain = chain(address, "notes");
            assertThat(alice.runWith("1", "put", chain, "note/first").code()).isZero();
            try (ChildProgram reader = ChildProgram.start(alice.home(), "get", chain, "note/first", "--full", "-vv")) {
                assertThat(reader.exitCode()).as(reader.errors()).isZero();
                assertThat(reader.errors())
                        .containsSubsequence("trying ", ":" + port(address),
                                "connected to the server with the identity "
                                        + address.replaceFirst(".*#", ""),
                                "chain notes: ", "wants proof of a key", "followed behind sequence ",
                                "all has come up to sequence ")
                        .doesNotContain("netty", "Platform");
            }
        }
    }

    @Test
    void aServerOfSomethingElseIsToldInOneLine() throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.start();
        try (ChildProgram lister = ChildProgram.start(alice.home(), "ls", "--server",
                "127.0.0.1:" + other.getAddress().getPort(), "--deadline", "1s")) {
            assertThat(lister.exitCode()).as(lister.errors()).isEqualTo(4);
            assertThat(lister.errors().lines()).noneMatch(line -> line.contains("notification"))
                    .last()
                    .asString()
                    .startsWith("atedb: ");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void aServerPrintsWhatItIsAsJson() throws Exception {
        try (ChildProgram server = ChildProgram.start(folder.resolve("server"), "solo",
                folder.resolve("data").toString(), "--port", "0", "--json")) {
            assertThat(server.line()).matches("\\{\"address\":\"ws://127.*#[0-9a-f]{64}\",\"data\":\""
                    + folder.resolve("data") + "\",\"chains\":0,\"bytes\":[0-9]+}");
        }
    }

    @Test
    void aTourThatIsCutShortLeavesNothingBehind() throws Exception {
        try (ChildProgram demo = ChildProgram.start(folder.resolve("demo"), "demo")) {
            String told = demo.line();
            while (!told.startsWith("   process")) {
                told = demo.line();
            }
            Path store = Path.of(told.replaceFirst(".* in ", ""));
            while (!told.startsWith("2 ")) {
                told = demo.line();
            }
            assertThat(store).isDirectory();
            demo.terminate();
            assertThat(demo.exitCode()).isZero();
            assertThat(store.getParent()).doesNotExist();
            assertThat(demo.errors()).contains("nothing is left behind");
            assertThat(demo.errors()).doesNotContain("\tat ");
        }
    }

    @Test
    void theTourEndsWell() throws Exception {
        try (ChildProgram demo = ChildProgram.start(folder.resolve("demo"), "demo")) {
            List<String> told = demo.out().readAllLines();
            assertThat(demo.exitCode()).as(demo.errors()).isZero();
            assertThat(told).anyMatch(line -> line.contains("NO_WRITE_AUTHORITY"))
                    .anyMatch(line -> line.contains("nothing was lost"))
                    .last()
                    .asString()
                    .contains("Everything was as it should be");
            assertThat(demo.errors()).doesNotContain("Exception");
        }
    }
}
