package io.ate.atedb;

import io.ate.Chain;
import io.ate.Ruled;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.place.ObjectAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gives rights. */
@Command(name = "grant", description = "Give keys the right to read or to write a chain, or an object and what hangs "
        + "below it. Prints the link to hand on.")
final class GrantCommand extends AtedbCommand {
    @Mixin
    private final ChainOptions options;

    @Mixin
    private final RightsOptions rights = new RightsOptions();

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", converter = ObjectAddressConverter.class,
            description = "An object: 32 hexadecimal digits, or TYPE/NAME (default: the chain itself).")
    private @Nullable ObjectAddress object;

    GrantCommand(Surroundings surroundings) {
        super(surroundings);
        options = new ChainOptions(surroundings);
    }

    @Override
    ExitCode run(Results results) {
        if (rights.isEmpty()) {
            throw wrongUsage("name whom to give what: --read PUB, --write PUB");
        }
        try (Connection connection = options.connectWithKeys(messages());
                Chain chain = connection.openExisting(options.chain())) {
            chain.run(dio -> {
                Ruled ruled = NamedObjects.ruled(dio, Optional.ofNullable(object));
                if (rights.concernReading()) {
                    var _ = ruled.grantRead(rights.read());
                }
                if (rights.concernWriting()) {
                    ruled.grantWrite(rights.write());
                }
            });
            messages().say("Granted. Hand on:");
            results.line(connection.link(chain));
        }
        return ExitCode.DONE;
    }
}
