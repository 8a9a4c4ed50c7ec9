package io.ate.atedb;

import io.ate.atedb.console.Surroundings;
import io.ate.atedb.place.ObjectAddress;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command for one object that is there. */
abstract class ObjectCommand extends ChainCommand {
    @Parameters(index = "1", paramLabel = "ID", converter = AddressConverter.OfObject.class,
            description = "32 hexadecimal digits, or TYPE/NAME.")
    @SuppressWarnings("NullAway.Init") // picocli demands it
    private ObjectAddress object;

    @Mixin
    private final HistoryOption history = new HistoryOption();

    ObjectCommand(Surroundings surroundings, Access access) {
        super(surroundings, access);
    }

    @Override
    final boolean isContentWithHead() {
        return history.isSpared();
    }

    @Override
    final Optional<ObjectAddress> object() {
        return Optional.of(object);
    }

    final ObjectAddress required() {
        return object;
    }
}
