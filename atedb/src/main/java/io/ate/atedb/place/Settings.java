package io.ate.atedb.place;

import io.ate.atedb.console.Surroundings;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What options are when the command line does not say: {@code ATE_<OPTION>} from the environment, else the option's
 * name
 * in a properties file, else its own default. Thread-safe.
 */
public final class Settings implements IDefaultValueProvider {
    /** Options that make no sense as a standing wish. */
    private static final Set<String> NEVER = Set.of("help", "version", "config");

    private static final String OPTION = "--config";

    private final Surroundings surroundings;
    private final Properties file;
    private final String source;

    private Settings(Surroundings surroundings, Properties file, String source) {
        this.surroundings = surroundings;
        this.file = file;
        this.source = source;
    }

    /**
     * Reads the file that {@code --config} or {@code ATE_CONFIG} names, else the user's own if there is one.
     *
     * @throws IllegalArgumentException if a file that was named cannot be read
     */
    public static Settings read(Surroundings surroundings, String... arguments) {
        Optional<Path> named = named(arguments).or(() -> surroundings.variable("ATE_CONFIG")).map(Path::of);
        Path path = named.orElseGet(() -> Places.of(surroundings).settings());
        Properties properties = new Properties();
        if (named.isPresent() || Files.exists(path)) {
            try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
                properties.load(reader);
            } catch (IOException e) {
                throw new IllegalArgumentException("cannot read the settings in " + path + ": check " + OPTION, e);
            }
        }
        return new Settings(surroundings, properties, path.toString());
    }

    /**
     * Checks that each setting of the file is an option of some command.
     *
     * @throws IllegalArgumentException naming those that are not
     */
    public void requireKnown(CommandLine program) {
        Set<String> unknown = new TreeSet<>(file.stringPropertyNames());
        unknown.removeAll(optionsOf(program));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "no command has the option " + String.join(", ", unknown) + ", which stands in " + source
                            + ": correct it there");
        }
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return null;
        }
        String name = nameOf(option);
        if (NEVER.contains(name)) {
            return null;
        }
        String variable = "ATE_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
        return surroundings.variable(variable).orElseGet(() -> file.getProperty(name));
    }

    private static Set<String> optionsOf(CommandLine program) {
        Set<String> names = new TreeSet<>();
        collect(program.getCommandSpec(), names);
        names.removeAll(NEVER);
        return names;
    }

    private static void collect(CommandSpec command, Set<String> names) {
        command.options().forEach(option -> names.add(nameOf(option)));
        command.subcommands().values().forEach(each -> collect(each.getCommandSpec(), names));
    }

    private static String nameOf(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    private static Optional<String> named(String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith(OPTION + "=")) {
                return Optional.of(arguments[i].substring(OPTION.length() + 1));
            }
            if (arguments[i].equals(OPTION) && i + 1 < arguments.length) {
                return Optional.of(arguments[i + 1]);
            }
        }
        return Optional.empty();
    }
}
