package io.ate.atedb;

import io.ate.atedb.console.Surroundings;
import io.ate.atedb.place.ObjectAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command that changes who may do what, with a chain or with one of its objects. */
abstract class RightsCommand extends ChainCommand {
    @Mixin
    private final RightsOptions rights = new RightsOptions();

    @Mixin
    private final JsonOption json = new JsonOption();

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", converter = AddressConverter.OfObject.class,
            description = "An object: 32 hexadecimal digits, or TYPE/NAME (default: the chain itself).")
    private @Nullable ObjectAddress object;

    RightsCommand(Surroundings surroundings) {
        super(surroundings, Access.CHANGING);
    }

    @Override
    final void check() {
        if (rights.isEmpty()) {
            throw wrongUsage("say which right, and whose: --read PUB, --write PUB (control is given when a chain is "
                    + "created, by atedb create CHAIN --owner PUB, and not afterwards)");
        }
    }

    @Override
    final String reading() {
        return "read, and so has no key to hand on to readers of";
    }

    @Override
    final Optional<ObjectAddress> object() {
        return Optional.ofNullable(object);
    }

    final RightsOptions rights() {
        return rights;
    }

    final boolean isJsonAsked() {
        return json.isAsked();
    }
}
