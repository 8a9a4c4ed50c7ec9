package io.ate.atedb;

import io.ate.Chain;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import picocli.CommandLine.Command;

/** Deletes one object. */
@Command(name = "rm", description = "Delete an object, and everything below it.")
final class RemoveCommand extends ObjectCommand {
    RemoveCommand(Surroundings surroundings) {
        super(surroundings, Access.CHANGING);
    }

    @Override
    void work(Results results, Connection connection, Chain chain) {
        chain.run(dio -> NamedObjects.load(dio, required()).delete());
        messages().say("Deleted " + required() + ".");
    }
}
