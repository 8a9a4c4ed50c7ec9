package io.ate.atedb;

import io.ate.Chain;
import io.ate.Ruled;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import picocli.CommandLine.Command;

/** Gives rights. */
@Command(name = "grant", description = "Give keys the right to read or to write a chain, or an object and what hangs "
        + "below it. Prints the link to hand on.")
final class GrantCommand extends RightsCommand {
    GrantCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    void work(Results results, Connection connection, Chain chain) {
        chain.run(dio -> {
            Ruled ruled = NamedObjects.ruled(dio, object());
            if (rights().concernReading()) {
                var _ = ruled.grantRead(rights().read());
            }
            if (rights().concernWriting()) {
                ruled.grantWrite(rights().write());
            }
        });
        messages().say("Granted. Hand on:");
        results.line(connection.link(chain));
        results.flush(); // so that the hint stands behind it
        connection.warnOfLocalLink();
    }
}
