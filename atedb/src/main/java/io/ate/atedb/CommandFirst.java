package io.ate.atedb;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * Takes options that stand before the command, where people write what all commands have in common, as if they stood
 * behind it. Stateless.
 */
final class CommandFirst {
    /** Before a command these mean the program. */
    private static final List<String> OF_THE_PROGRAM = List.of("-h", "--help", "-V", "--version");

    private CommandFirst() {}

    static String[] order(CommandLine program, String... arguments) {
        int command = 0;
        while (command < arguments.length && isOption(arguments[command])) {
            if (OF_THE_PROGRAM.contains(arguments[command])) {
                return arguments;
            }
            command += takesNext(program, arguments[command]) ? 2 : 1;
        }
        if (command == 0 || command >= arguments.length) {
            return arguments;
        }
        return Stream.of(Stream.of(arguments[command]), Arrays.stream(arguments, 0, command),
                Arrays.stream(arguments, command + 1, arguments.length))
                .flatMap(part -> part)
                .toArray(String[]::new);
    }

    private static boolean isOption(String argument) {
        return argument.length() > 1 && argument.charAt(0) == '-';
    }

    /** An option has the same form in all commands that have it. */
    private static boolean takesNext(CommandLine program, String argument) {
        return program.getSubcommands()
                .values()
                .stream()
                .flatMap(command -> Stream.ofNullable(command.getCommandSpec().findOption(argument)))
                .anyMatch(option -> option.arity().max() > 0);
    }
}
