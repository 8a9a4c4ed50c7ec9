package io.ate.atedb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Programs are killed in the middle of an import, each time when a watcher has seen as many objects as chance says, and
 * nothing is lost, doubled or out of order.
 */
class SuddenDeathTest {
    private static final int OBJECTS = 3000;
    private static final int DEATHS = 3;

    @TempDir
    private Path folder;

    private final long seed = System.nanoTime();
    /** How many objects have been seen when somebody dies. */
    private final List<Integer> deaths = new Random(seed).ints(DEATHS, 1, OBJECTS * 2 / 3).sorted().boxed().toList();
    private Program alice;
    private Path lines;
    private int seen;

    @BeforeEach
    void onePersonWithMuchToImport() throws IOException {
        alice = new Program(folder.resolve("alice")).with("ATE_DEADLINE", "60s");
        var _ = alice.keygen();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < OBJECTS; i++) {
            text.append("{\"n\":").append(i).append("}\n");
        }
        lines = Files.writeString(folder.resolve("lines"), text);
    }

    private MortalServer server() throws IOException {
        return new MortalServer(port -> ChildProgram.start(folder.resolve("server"), "solo",
                folder.resolve("data").toString(), "--port", Integer.toString(port)));
    }

    private String chain(MortalServer server) {
        String chain = server.address().replace("#", "/numbers#");
        Program.Ended created = alice.run("create", chain);
        assertThat(created.code()).as(created.err()).isZero();
        return chain;
    }

    private ChildProgram watcher(String chain) throws IOException {
        return ChildProgram.start(alice.home(), "watch", chain, "--from", "start", "--count", "" + OBJECTS);
    }

    private ChildProgram importer(String chain) throws IOException {
        return ChildProgram.start(alice.home(), "import", chain, lines.toString(), "--id-field", "n", "--batch", "10");
    }

    /** Follows the watcher until it has printed so many objects, each of them once and in order. */
    private void watch(ChildProgram watcher, int until) throws IOException {
        while (seen < until) {
            seen++;
            assertThat(watcher.line()).as("seed %s", seed).contains("\"version\":" + seen + ",");
        }
    }

    private void assertAllIsThereOnce(String chain, ChildProgram watcher) throws Exception {
        watch(watcher, OBJECTS);
        assertThat(watcher.exitCode()).as("%s, seed %s", watcher.errors(), seed).isZero();
        Program.Ended exported = alice.run("export", chain);
        assertThat(exported.code()).as(exported.err()).isZero();
        assertThat(exported.lines()).as("seed %s", seed)
                .containsExactlyInAnyOrderElementsOf(Files.readAllLines(lines));
    }

    @Test
    void anImportSurvivesTheDeathsOfTheServer() throws Exception {
        try (MortalServer server = server()) {
            String chain = chain(server);
            try (ChildProgram watcher = watcher(chain); ChildProgram importer = importer(chain)) {
                for (int death : deaths) {
                    watch(watcher, death);
                    server.dieAndComeBack();
                }
                assertThat(importer.exitCode()).as("%s, seed %s", importer.errors(), seed).isZero();
                assertAllIsThereOnce(chain, watcher);
            }
        }
    }

    @Test
    void aKilledImportIsFinishedByALaterRunWithoutDuplicates() throws Exception {
        try (MortalServer server = server()) {
            String chain = chain(server);
            try (ChildProgram watcher = watcher(chain)) {
                for (int death : deaths) {
                    try (ChildProgram importer = importer(chain)) {
                        watch(watcher, death);
                        importer.kill();
                    }
                }
                try (ChildProgram last = importer(chain)) {
                    assertThat(last.exitCode()).as("%s, seed %s", last.errors(), seed).isZero();
                    assertThat(last.out().lines()).as("seed %s", seed).anyMatch(line -> line.contains(" 0 replaced"));
                }
                assertAllIsThereOnce(chain, watcher);
            }
        }
    }
}
