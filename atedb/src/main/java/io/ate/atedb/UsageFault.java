package io.ate.atedb;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, and what was probably meant. Stateless. */
final class UsageFault {
    private UsageFault() {}

    static String text(ParameterException failure) {
        return failure instanceof UnmatchedArgumentException unmatched ? unknown(unmatched)
                : String.valueOf(failure.getMessage());
    }

    private static String unknown(UnmatchedArgumentException failure) {
        CommandLine command = failure.getCommandLine();
        String first = failure.getUnmatched().getFirst();
        if (failure.isUnknownOption()) {
            return "\"" + command.getCommandSpec().qualifiedName() + "\" has no option " + first
                    + meant(failure.getSuggestions());
        }
        if (!command.getSubcommands().isEmpty()) {
            return "there is no command '" + first + "'" + meant(failure.getSuggestions());
        }
        return "\"" + command.getCommandSpec().qualifiedName() + "\" does not know what to do with "
                + failure.getUnmatched().stream().map(each -> "'" + each + "'").collect(Collectors.joining(" "));
    }

    private static String meant(List<String> suggestions) {
        return suggestions.isEmpty() ? ""
                : ": did you mean " + suggestions.getFirst() + "?";
    }
}
