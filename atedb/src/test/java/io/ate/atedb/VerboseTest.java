package io.ate.atedb;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever wants to be told more gets the same done, and no word that he has said is taken for another. */
class VerboseTest extends VillageTest {
    private Program bob;

    @BeforeEach
    void aChain() {
        bob = village.person("bob");
        assertThat(alice.runWith("1", "put", "notes", "note/first").code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v ls notes", "ls -v notes", "ls notes -v", "--verbose ls notes", "ls --verbose notes",
        "ls notes --verbose", "-vv ls notes", "ls -vv notes", "ls notes -v=true", "-v ls -v notes -q",
        "get -v notes note/first", "get notes -v note/first", "get notes note/first -v", "export -v notes",
        "export notes -v", "watch -v notes --from start --count 1", "watch notes --from start --count 1 -v",
        "status -v", "ls -v", "put -v notes note/first --force", "put notes -v note/first --force",
        "put notes note/first --force -v", "import -v notes -", "import notes -v -", "import notes - -v",
        "create -v other", "create other -v",
        "bench -v --seconds 3 --warm-up 0"})
    void whoeverSaysMoreDoesTheSame(String line) {
        Program.Ended ended = alice.runWith("2", line.split(" "));
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(alice.run("ls").lines()).doesNotContain("true");
        assertThat(alice.run("export", "notes").lines()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v", "--verbose", "-vv"})
    void rightsChangeAndThingsGoWhereTheyAreMeantTo(String verbose) {
        String keys = bob.home().resolve("config").resolve("default.key.pub").toString();
        for (String[] line : new String[][] {{"grant", verbose, "notes", "--read", keys},
            {"grant", "notes", "note/first", "--write", keys, verbose}, {"revoke", verbose, "notes", "--read", keys},
            {"revoke", "notes", verbose, "note/first", "--write", keys}, {"rm", verbose, "notes", "note/first"},
            {"forget", verbose, "127.0.0.1:" + village.server().port()}, {"drop", verbose, "--yes", "notes"}}) {
            Program.Ended ended = alice.run(line);
            assertThat(ended.code()).as("%s: %s", List.of(line), ended.err()).isZero();
        }
        assertThat(alice.run("ls").out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v", "--verbose"})
    void keysGoIntoTheFileThatWasNamedAndNoOther(String verbose) throws Exception {
        String file = alice.home().resolve("alice.key").toString();
        assertThat(alice.run("keygen", verbose, file).code()).isZero();
        assertThat(alice.run("keygen", file + "2", verbose).code()).isZero();
        assertThat(bob.run("drop", verbose, "--yes", "true").code()).isEqualTo(5);
        Program carl = village.stranger("carl");
        assertThat(carl.run("keygen", verbose).code()).isZero();
        assertThat(carl.home().resolve("config/default.key")).exists();
        assertThat(Files.exists(Path.of("true"))).isFalse();
        assertThat(Files.exists(Path.of("true.pub"))).isFalse();
    }

    @Test
    void thatItTakesTheHistoryIsSaidInALine() {
        assertThat(alice.run("create", "news", "--trust", "distributed").code()).isZero();
        Program.Ended ended = alice.runWith("2", "put", "news", "note/two", "-v");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("Opening the chain in full: ").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource({"1, true", "true, true", "2, true", "0, false", "false, false"})
    void theSettingsSayMoreOfAFailureToo(String verbose, boolean traces) throws Exception {
        Files.writeString(alice.home().resolve("config/config.properties"), "verbose = " + verbose);
        assertThat(alice.run("get", "notes", "note/none").err().contains("\tat ")).isEqualTo(traces);
        assertThat(alice.run("get", "notes", "-v", "note/none").err()).contains("\tat ");
        assertThat(bob.with("ATE_VERBOSE", verbose).run("get", "notes", "note/none").err().contains("\tat "))
                .isEqualTo(traces);
        assertThat(alice.run("ls", "notes").lines()).hasSize(2);
    }
}
