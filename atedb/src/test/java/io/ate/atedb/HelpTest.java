package io.ate.atedb;

import io.ate.atedb.console.Surroundings;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

import static org.assertj.core.api.Assertions.assertThat;

class HelpTest {
    @TempDir
    private static Path home;

    private static CommandLine program() {
        return Atedb.commandLine(Surroundings.ofProcess());
    }

    static Stream<CommandLine> commands() {
        return program().getSubcommands()
                .values()
                .stream()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden());
    }

    @Test
    void theCommandsOfThisReleaseAreListedAndNoOthers() {
        assertThat(commands().map(CommandLine::getCommandName)).containsExactly("solo", "demo", "keygen", "create",
                "grant", "revoke", "put", "get", "rm", "ls", "import", "export", "watch", "bench", "status", "drop",
                "forget", "dump", "verify", "prove", "compact", "backup", "restore", "accept");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionIsDescribedAndShowsItsDefault(CommandLine command) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            String description = String.join(" ", option.description());
            assertThat(description).as("%s %s", command.getCommandName(), option.longestName()).isNotBlank();
            if (option.defaultValue() != null) {
                assertThat(description).as("%s %s", command.getCommandName(), option.longestName())
                        .contains("(default: " + option.defaultValue());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aSwitchMeansYesEvenWhereASettingSaysSoAlready(CommandLine command) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (option.arity().max() == 0 && !option.isMultiValue() && !option.usageHelp() && !option.versionHelp()) {
                assertThat(option.fallbackValue()).as("%s %s", command.getCommandName(), option.longestName())
                        .isEqualTo("true");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyHelpEndsWithAnExample(CommandLine command) {
        String usage = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
        String examples = usage.substring(usage.indexOf("For example:"));
        assertThat(examples).as(usage).contains("atedb " + command.getCommandName());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void noExampleIsBrokenByATerminal(CommandLine command) {
        assertThat(command.getCommandSpec().usageMessage().footer()).allSatisfy(
                line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasWhatAllCommandsHave(CommandLine command) {
        assertThat(command.getCommandSpec().optionsMap()).containsKeys("--help", "-h", "--version", "-V", "--verbose",
                "-v", "--quiet", "-q", "--config");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--token", "--auth", "--tls-cert", "--offline"})
    void whatComesLaterIsNotOffered(String option) {
        assertThat(commands()).noneMatch(command -> command.getCommandSpec().optionsMap().containsKey(option));
    }

    @Test
    void theListOfCommandsIsToBeGlancedAt() {
        List<String> listed = new Program(home).run("--help")
                .out()
                .lines()
                .dropWhile(line -> !line.startsWith("Commands:"))
                .skip(1)
                .takeWhile(line -> !line.isBlank())
                .toList();
        assertThat(listed).hasSameSizeAs(commands().toList())
                .allSatisfy(line -> assertThat(line).matches("  [a-z]+ +[A-Z][^.]*\\.").hasSizeLessThan(72));
        assertThat(new Program(home).run("import", "--help").out()).contains("Store many objects", "--id-field it can");
    }

    @Test
    void whatMeansNothingToACommandIsNotOffered() {
        for (String command : List.of("bench", "drop", "status")) {
            assertThat(program().getSubcommands().get(command).getCommandSpec().optionsMap()).as(command)
                    .doesNotContainKeys("--owner", "--trust-on-first-use");
        }
    }

    @Test
    void whoGrantsNothingIsToldHowControlIsGiven() {
        assertThat(err("grant", "a", "--owner", new Program(home.resolve("bob")).keygen()))
                .startsWith("atedb: say which right, and whose: --read PUB, --write PUB")
                .contains("when a chain is created", "atedb create CHAIN --owner PUB");
    }

    @Test
    void helpGoesToStandardOutputAndEndsWellWithoutAnyFile() {
        Program.Ended ended = new Program(home.resolve("nowhere")).run("put", "--help");
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("Usage: atedb put").contains("(default: ws://localhost:5000/db)");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void wrongUsageSaysWhereHelpIs() {
        for (List<String> arguments : List.of(List.<String>of(), List.of("frobnicate"), List.of("get", "--frob"),
                List.of("get", "a"), List.of("get", "a/../b", "00000000000000000000000000000000"),
                List.of("put", "a", "type", "--version", "x"), List.of("put", "a", "/name"), List.of("put", "a", ""),
                List.of("put", "a", "type", "--server-key", "1234"), List.of("status", "--deadline", "0s"),
                List.of("status", "--deadline", "-5ms"), List.of("status", "--server", "localhost:99999"),
                List.of("ls", "ws://localhost:0/db/a"), List.of("ls", "localhost:5000/db/a"),
                List.of("ls", "wss://localhost:5000/db/a"), List.of("status", "--server", "wss://localhost:5000/db"),
                List.of("import", "a", "-", "--type", ""), List.of("bench", "--size", "100GB"),
                List.of("solo", "--listen", "no such host"))) {
            Program.Ended ended = new Program(home).run(arguments.toArray(String[]::new));
            assertThat(ended.code()).as("%s", arguments).isEqualTo(2);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).as("%s", arguments)
                    .startsWith("atedb: ")
                    .contains("--help")
                    .doesNotContain("\tat ", "java.", "index 0", "overflow");
        }
    }

    @Test
    void whatIsMisspeltIsAnsweredWithWhatWasMeant() {
        assertThat(err("gett", "chain")).startsWith("atedb: there is no command 'gett': did you mean get?");
        assertThat(err("--key", "a.key", "gett")).startsWith("atedb: there is no command 'gett': did you mean get?");
        assertThat(err("ls", "--sever", "x"))
                .startsWith("atedb: \"atedb ls\" has no option --sever: did you mean --server?");
        assertThat(err("stat")).startsWith("atedb: there is no command 'stat': did you mean status?");
        assertThat(err("exprot")).startsWith("atedb: there is no command 'exprot': did you mean export?");
        assertThat(err("ls", "a", "b")).startsWith("atedb: \"atedb ls\" does not know what to do with 'b'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"frobnicate", "delete", "x", "", "lss-all"})
    void whatIsLikeNoCommandIsAnsweredWithoutAGuess(String command) {
        assertThat(err(command)).startsWith("atedb: there is no command '" + command + "'" + System.lineSeparator());
    }

    @Test
    void whatIsWrongWithAParameterOrAnOptionIsSaidOfItsName() {
        assertThat(err("ls", "A")).startsWith("atedb: CHAIN: a segment of a chain name");
        assertThat(err("create", "a", "--trust", "blind")).startsWith("atedb: --trust: expected one of ")
                .contains("centralized", "but was 'blind'")
                .doesNotContain("CENTRALIZED", "case-insensitive");
        assertThat(err("solo", "--port", "banana")).startsWith("atedb: --port: 'banana' is not a whole number");
        assertThat(err("solo", "--compact-factor", "0")).startsWith("atedb: --compact-factor is more than 0");
        assertThat(err("solo", "--compact-size", "0")).startsWith("atedb: --compact-size");
        assertThat(err("solo", "--max-connections", "0")).startsWith("atedb: --max-connections is at least 1, not 0");
        assertThat(err("ls", "ws://localhost:5000/db"))
                .startsWith("atedb: CHAIN: ws://localhost:5000/db is a server's address")
                .contains("--server");
        assertThat(err("grant", "a", "--read", home.resolve("missing.pub").toString()))
                .startsWith("atedb: --read: there is no file ");
    }

    @Test
    void theHelpOfDropSaysThatItAsksAndHowScriptsAnswer() {
        assertThat(new Program(home).run("drop", "--help").out().replaceAll("\\s+", " "))
                .contains("Asks for the chain's name again", "scripts", "give --yes");
    }

    private static String err(String... arguments) {
        return new Program(home).run(arguments).err();
    }

    @Test
    void optionsMayStandBeforeTheCommand() {
        assertThat(err("--server", "ws://localhost:1/db", "-q", "--deadline=1ms", "status")).contains("localhost:1");
        assertThat(new Program(home).run("--server", "localhost:1", "status", "--help").out())
                .contains("Usage: atedb status");
        assertThat(new Program(home).run("--version", "status").out()).startsWith("atedb ");
        assertThat(err("--frob", "status")).startsWith("atedb: \"atedb status\" has no option --frob");
    }

    @Test
    void theDeadlineIsNamedWhereItPassed() {
        Program.Ended ended = new Program(home).run("status", "--server", "localhost:1", "--deadline", "300ms");
        assertThat(ended.code()).isEqualTo(4);
        assertThat(ended.err()).contains("; --deadline gives more time");
        assertThat(new Program(home).run("get", "--help").out().replaceAll("\\s+", " "))
                .contains("a server that is away or does not answer and, while a chain is opened, for more of it");
    }

    @Test
    void theHelpSaysWhereThingsAre() {
        assertThat(new Program(home).run("--help").out()).contains("~/.config/ate", "ATE_HOME", "generate-completion",
                "Told to stop");
        assertThat(new Program(home).run("get", "--help").out().replaceAll("\\s+", ""))
                .contains("(default:~/.config/ate/default.key");
        assertThat(new Program(home).run("solo", "--help").out()).contains("~/.local/share/ate/db");
    }

    @Test
    void completionIsGenerated() {
        assertThat(new Program(home).run("generate-completion").out()).contains("--trust-on-first-use");
    }
}
