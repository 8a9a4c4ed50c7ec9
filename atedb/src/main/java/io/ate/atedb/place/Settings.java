package io.ate.atedb.place;

import io.ate.atedb.console.Surroundings;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
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
 * name in a properties file, else its own default. Thread-safe.
 */
public final class Settings implements IDefaultValueProvider {
    /**
     * What a switch on the command line means, whatever it is by default; without that, picocli would take it for the
     * opposite of a setting.
     */
    public static final String ON = "true";

    /** Options that make no sense as a standing wish. */
    private static final Set<String> NEVER = Set.of("help", "version", "config");

    private static final String OPTION = "--config";
    private static final String PREFIX = "ATE_";
    /** What else begins like that: places, the file of the settings, and what the launchers read. */
    private static final Set<String> NO_OPTIONS = Set.of("ATE_HOME", "ATE_CONFIG", "ATE_JAVA_HOME");

    private final Surroundings surroundings;
    private final Properties file;
    private final String source;
    private final Optional<String> fault;

    private Settings(Surroundings surroundings, Properties file, String source, Optional<String> fault) {
        this.surroundings = surroundings;
        this.file = file;
        this.source = source;
        this.fault = fault;
    }

    /**
     * Reads the file that {@code --config} or {@code ATE_CONFIG} names, else the user's own if there is one. One that
     * cannot be read is as good as empty until {@link #requireReadable}, so that it keeps nobody from asking for help.
     */
    public static Settings read(Surroundings surroundings, String... arguments) {
        Optional<String> named = named(arguments).or(() -> surroundings.variable("ATE_CONFIG"));
        String source = named.orElseGet(() -> Places.of(surroundings).settings().toString());
        Properties properties = new Properties();
        Optional<String> fault = Optional.empty();
        if (named.isPresent() || Files.exists(Path.of(source))) {
            try (Reader reader = Files.newBufferedReader(Path.of(source), StandardCharsets.UTF_8)) {
                properties.load(reader);
            } catch (CharacterCodingException _) {
                properties.clear();
                fault = Optional.of("the settings in " + source + " are not in UTF-8: save the file in that encoding");
            } catch (IOException | IllegalArgumentException _) { // the second of what is no path, or no such file
                properties.clear();
                fault = Optional.of("cannot read the settings in " + source + ": check " + OPTION);
            }
        }
        return new Settings(surroundings, properties, source, fault);
    }

    /**
     * Makes sure that nobody's settings are passed over.
     *
     * @throws IllegalArgumentException if there is a file, and it cannot be read
     */
    public void requireReadable() {
        if (fault.isPresent()) {
            throw new IllegalArgumentException(fault.get());
        }
    }

    /** Where the settings were looked for. */
    public String source() {
        return source;
    }

    /** The settings of the file that no command has as an option. Other programs have options of their own. */
    public Set<String> unknownTo(CommandLine program) {
        Set<String> unknown = new TreeSet<>(file.stringPropertyNames());
        unknown.removeAll(optionsOf(program));
        return unknown;
    }

    /** The variables of the environment that look like settings, and stand for no option. */
    public Set<String> unknownVariables(CommandLine program) {
        Set<String> unknown = new TreeSet<>(surroundings.environment().keySet());
        unknown.removeIf(each -> !each.startsWith(PREFIX) || NO_OPTIONS.contains(each));
        optionsOf(program).forEach(each -> unknown.remove(variable(each)));
        return unknown;
    }

    /** The option that the variable would stand for, as variables are written: what is the same in all says nothing. */
    public static String withoutPrefix(String variable) {
        return variable.substring(PREFIX.length());
    }

    /** The variable that stands for an option. */
    public static String variable(String option) {
        return PREFIX + option.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The options that a setting can stand for. */
    public static Set<String> optionsOf(CommandLine program) {
        Set<String> names = new TreeSet<>();
        collect(program.getCommandSpec(), names);
        names.removeAll(NEVER);
        return names;
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
        String value = surroundings.variable(variable(name)).orElseGet(() -> file.getProperty(name));
        return value == null || option.arity().max() > 0 ? value : Switches.read(value, option.isMultiValue());
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
