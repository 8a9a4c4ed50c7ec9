package io.ate.atedb;

import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, and what was probably meant. Stateless. */
final class UsageFault {
    /** How picocli begins where a parameter or an option is given what it cannot be. */
    private static final Pattern INVALID = Pattern.compile("^Invalid value for (?:positional parameter at index \\d+ "
            + "\\(([^)]*)\\)|option '([^']*)'(?: at index \\d+ \\([^)]*\\))?): ");

    private static final Pattern NO_NUMBER = Pattern.compile("' is not an? (?:int|long)$");
    private static final Pattern CHOICES = Pattern.compile("expected one of \\[([^]]*)] \\(case-insensitive\\)");

    private UsageFault() {}

    static String text(ParameterException failure) {
        return failure instanceof UnmatchedArgumentException unmatched ? unknown(unmatched)
                : plain(INVALID.matcher(String.valueOf(failure.getMessage())).replaceFirst("$1$2: "));
    }

    /** In the words of people, for what picocli calls by Java's names. */
    private static String plain(String message) {
        String text = NO_NUMBER.matcher(message).replaceFirst("' is not a whole number, or too large");
        return CHOICES.matcher(text)
                .replaceFirst(match -> "expected one of " + match.group(1).toLowerCase(Locale.ROOT));
    }

    private static String unknown(UnmatchedArgumentException failure) {
        CommandLine command = failure.getCommandLine();
        String first = failure.getUnmatched().getFirst();
        if (failure.isUnknownOption()) {
            return "\"" + command.getCommandSpec().qualifiedName() + "\" has no option " + first
                    + meant(first, command.getCommandSpec().optionsMap().keySet());
        }
        if (!command.getSubcommands().isEmpty()) {
            return "there is no command '" + first + "'" + meant(first, command.getSubcommands().keySet());
        }
        return "\"" + command.getCommandSpec().qualifiedName() + "\" does not know what to do with "
                + failure.getUnmatched().stream().map(each -> "'" + each + "'").collect(Collectors.joining(" "));
    }

    private static String meant(String written, Collection<String> words) {
        return Spelling.nearest(written, words).map(word -> ": did you mean " + word + "?").orElse("");
    }
}
