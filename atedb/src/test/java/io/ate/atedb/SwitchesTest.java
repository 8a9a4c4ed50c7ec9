package io.ate.atedb;

import io.ate.atedb.console.Surroundings;
import io.ate.atedb.console.Verbosity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

import static org.assertj.core.api.Assertions.assertThat;

/** A switch says something, wherever it stands, and leaves all other words as they are. */
class SwitchesTest extends VillageTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final Map<String, String> LINES = Map.ofEntries(Map.entry("solo", "data --port 0"),
            Map.entry("demo", ""), Map.entry("keygen", "file"), Map.entry("create", "chain --trust distributed"),
            Map.entry("grant", "chain note/two --key k"), Map.entry("revoke", "chain " + ID + " --key k"),
            Map.entry("put", "chain note/two file"), Map.entry("get", "chain note/two"), Map.entry("rm", "chain " + ID),
            Map.entry("ls", "chain --key k"), Map.entry("import", "chain file --batch 7"),
            Map.entry("export", "chain --key k"), Map.entry("watch", "chain --count 1"),
            Map.entry("bench", "--seconds 1"), Map.entry("status", "--deadline 1s"), Map.entry("drop", "chain"),
            Map.entry("forget", "localhost:5000"));

    private Program bob;

    @BeforeEach
    void aChain() {
        bob = village.person("bob");
        assertThat(alice.runWith("1", "put", "notes", "note/first").code()).isZero();
    }

    static Stream<String> commands() {
        return LINES.keySet().stream();
    }

    private static ParseResult parsed(String name, List<String> line) {
        String[] words = Stream.concat(Stream.of(name), line.stream()).toArray(String[]::new);
        return Atedb.commandLine(Surroundings.ofProcess()).parseArgs(words).subcommand();
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    @Test
    void everyCommandIsTried() {
        assertThat(HelpTest.commands().map(CommandLine::getCommandName)).containsExactlyInAnyOrderElementsOf(
                LINES.keySet());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void noSwitchTakesOrLeavesAWord(String name) {
        List<String> line = words(LINES.get(name));
        Map<String, List<String>> without = values(parsed(name, line));
        for (OptionSpec option : parsed(name, line).commandSpec().options()) {
            for (String written : option.arity().max() == 0 ? option.names() : new String[0]) {
                for (int place = 0; place <= line.size(); place++) {
                    if (place == 0 || !line.get(place - 1).startsWith("-")) {
                        List<String> with = new ArrayList<>(line);
                        with.add(place, written);
                        Map<String, List<String>> values = values(parsed(name, with));
                        values.remove(option.longestName());
                        assertThat(values).as("%s %s", name, with).isEqualTo(without);
                    }
                }
            }
        }
    }

    /** What each parameter and option was given on the command line. */
    private static Map<String, List<String>> values(ParseResult parsed) {
        Map<String, List<String>> values = new HashMap<>();
        for (ArgSpec each : parsed.matchedArgs()) {
            values.put(each instanceof OptionSpec option ? option.longestName() : each.paramLabel(),
                    each.stringValues());
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({"'', NORMAL", "-v, VERBOSE", "--verbose, VERBOSE", "-vv, DEBUG", "-v -v, DEBUG", "-v --verbose, DEBUG",
        "-v=true, VERBOSE", "--verbose=true, VERBOSE", "-v=false, NORMAL", "-vvv, DEBUG", "-vq, QUIET"})
    void everyWayToWriteVerboseIsUnderstood(String written, Verbosity meant) {
        for (String line : new String[] {written + " chain", "chain " + written}) {
            ListCommand list = (ListCommand) parsed("ls", words(line.strip())).commandSpec().userObject();
            assertThat(list.messages().verbosity()).as(line).isEqualTo(meant);
        }
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
