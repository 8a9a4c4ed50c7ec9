package io.ate.atedb;

import io.ate.atedb.console.Surroundings;
import java.util.List;

/** The commands there are, in the order in which the help shows them. */
final class Commands {
    private Commands() {}

    static List<AtedbCommand> in(Surroundings surroundings) {
        return List.of(new KeygenCommand(surroundings));
    }
}
