package io.ate.atedb;

import io.ate.Chain;
import io.ate.Ruled;
import io.ate.RulesResult;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.place.ObjectAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes rights away. */
@Command(name = "revoke", description = "Take from keys the right to read or to write a chain, or an object and what "
        + "hangs below it. Says what former readers keep.")
final class RevokeCommand extends AtedbCommand {
    @Mixin
    private final ChainOptions options;

    @Mixin
    private final RightsOptions rights = new RightsOptions();

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", converter = ObjectAddressConverter.class,
            description = "An object: 32 hexadecimal digits, or TYPE/NAME (default: the chain itself).")
    private @Nullable ObjectAddress object;

    RevokeCommand(Surroundings surroundings) {
        super(surroundings);
        options = new ChainOptions(surroundings);
    }

    @Override
    ExitCode run(Results results) {
        if (rights.isEmpty()) {
            throw wrongUsage("name from whom to take what: --read PUB, --write PUB");
        }
        try (Connection connection = options.connectWithKeys(messages());
                Chain chain = connection.openExisting(options.chain())) {
            Optional<RulesResult> kept = chain.commit(dio -> {
                Ruled ruled = NamedObjects.ruled(dio, Optional.ofNullable(object));
                if (rights.concernWriting()) {
                    ruled.revokeWrite(rights.writeIds());
                }
                return rights.concernReading() ? Optional.of(ruled.revokeRead(rights.readIds())) : Optional.empty();
            });
            messages().say("Revoked." + kept.map(result -> " " + result).orElse(""));
        }
        return ExitCode.DONE;
    }
}
