package io.ate.atedb;

import io.ate.ChainName;
import io.ate.atedb.console.Messages;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.place.ChainAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is looked at from outside. Confined to the thread that runs the command. */
final class InspectionOptions {
    @Parameters(index = "0", arity = "0..1", paramLabel = "CHAIN", converter = AddressConverter.OfChain.class,
            description = "The chain's address, or its name; with --data its name there, or nothing for all.")
    private @Nullable ChainAddress chain;

    @Option(names = "--data", paramLabel = "DIR",
            description = "Look into the store in that folder, which no program has open: a server's, a client's "
                    + "replicas, or a local chain (default: fetch the chain from its server).")
    private @Nullable Path data;

    @Mixin
    private final CallerOptions caller;

    @Mixin
    private final TrustOptions trust = new TrustOptions();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it when it takes the options in
    private CommandSpec command;

    InspectionOptions(Surroundings surroundings) {
        caller = new CallerOptions(surroundings);
    }

    /** Opens what is to be looked at. The caller closes it. */
    Inspected open(Messages messages) throws IOException {
        ChainAddress address = chain;
        if (data != null) {
            if (address != null && address.server().isPresent()) {
                throw wrong("with --data a chain is given by its name, not by an address");
            }
            Optional<ChainName> name = Optional.ofNullable(address).map(ChainAddress::name);
            return Inspected.store(data, name, caller.keys());
        }
        if (address == null) {
            throw wrong("name a chain, or the folder of a stopped store by --data");
        }
        return Inspected.copy(caller.destination(address.server(), trust, messages), address, caller.keys(), messages);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
