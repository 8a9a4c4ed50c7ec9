package io.ate.atedb;

import io.ate.atedb.console.Surroundings;
import io.ate.atedb.console.Verbosity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

import static org.assertj.core.api.Assertions.assertThat;

/** A switch says something, wherever it stands, and leaves all other words as they are. */
class SwitchesTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final Map<String, String> LINES = Map.ofEntries(Map.entry("solo", "data --port 0"),
            Map.entry("demo", ""), Map.entry("keygen", "file"), Map.entry("create", "chain --trust distributed"),
            Map.entry("grant", "chain note/two --key k"), Map.entry("revoke", "chain " + ID + " --key k"),
            Map.entry("put", "chain note/two file"), Map.entry("get", "chain note/two"), Map.entry("rm", "chain " + ID),
            Map.entry("ls", "chain --key k"), Map.entry("import", "chain file --batch 7"),
            Map.entry("export", "chain --key k"), Map.entry("watch", "chain --count 1"),
            Map.entry("bench", "--seconds 1"), Map.entry("status", "--deadline 1s"), Map.entry("drop", "chain"),
            Map.entry("forget", "localhost:5000"), Map.entry("dump", "chain --data folder"),
            Map.entry("verify", "chain --data folder"), Map.entry("prove", "chain " + ID + " --out file"),
            Map.entry("compact", "chain"), Map.entry("backup", "folder"), Map.entry("restore", "folder"),
            Map.entry("accept", "chain"));

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
}
