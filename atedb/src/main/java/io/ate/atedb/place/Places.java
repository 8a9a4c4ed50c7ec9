package io.ate.atedb.place;

import io.ate.atedb.console.Surroundings;
import java.nio.file.Path;

/**
 * The files and folders that belong to a user: below {@code ATE_HOME} if that is set, else where the XDG base
 * directories are. Nothing is made or read here. Immutable.
 *
 * @param configuration for {@code config.properties}, {@code default.key}, {@code known_servers}
 * @param state for what was seen of chains
 * @param data for stores
 */
public record Places(Path configuration, Path state, Path data) {

    /** Those of whoever started the program. */
    public static Places of(Surroundings surroundings) {
        return surroundings.variable("ATE_HOME")
                .map(Path::of)
                .map(home -> new Places(home.resolve("config"), home.resolve("state"), home.resolve("share")))
                .orElseGet(() -> new Places(xdg(surroundings, "XDG_CONFIG_HOME", ".config"),
                        xdg(surroundings, "XDG_STATE_HOME", ".local/state"),
                        xdg(surroundings, "XDG_DATA_HOME", ".local/share")));
    }

    /** Settings of all commands. */
    public Path settings() {
        return configuration.resolve("config.properties");
    }

    /** Who acts unless {@code --key} says otherwise. */
    public Path defaultKey() {
        return configuration.resolve("default.key");
    }

    /** Identities of servers that were met before. */
    public Path knownServers() {
        return configuration.resolve("known_servers");
    }

    /** The store of a server that was given no other. */
    public Path database() {
        return data.resolve("db");
    }

    private static Path xdg(Surroundings surroundings, String variable, String otherwise) {
        return surroundings.variable(variable)
                .map(Path::of)
                .filter(Path::isAbsolute) // the specification has relative ones ignored
                .orElseGet(() -> surroundings.home().resolve(otherwise))
                .resolve("ate");
    }
}
