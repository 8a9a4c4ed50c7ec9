package io.ate.atedb;

import io.ate.Chain;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.place.ObjectAddress;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Deletes one object. */
@Command(name = "rm", description = "Delete an object, and everything below it.")
final class RemoveCommand extends ChainCommand {
    @Parameters(index = "1", paramLabel = "ID", converter = ObjectAddressConverter.class,
            description = "32 hexadecimal digits, or TYPE/NAME.")
    @SuppressWarnings("NullAway.Init") // picocli demands it
    private ObjectAddress object;

    RemoveCommand(Surroundings surroundings) {
        super(surroundings, Access.CHANGING);
    }

    @Override
    Optional<ObjectAddress> object() {
        return Optional.of(object);
    }

    @Override
    void work(Results results, Connection connection, Chain chain) {
        chain.run(dio -> NamedObjects.load(dio, object).delete());
        messages().say("Deleted " + object + ".");
    }
}
