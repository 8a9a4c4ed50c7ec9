package io.ate.atedb;

import io.ate.KeyBundle;
import io.ate.atedb.console.Messages;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.place.Places;
import io.ate.atedb.place.ServerAddress;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;

/** Which server is asked, and who asks. Confined to the thread that runs the command. */
final class CallerOptions {
    private final Surroundings surroundings;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final DeadlineOption deadline = new DeadlineOption();

    @Mixin
    private final KeyOptions key;

    CallerOptions(Surroundings surroundings) {
        this.surroundings = surroundings;
        key = new KeyOptions(surroundings);
    }

    /** Acts under whatever keys there are, or none. The caller closes it. */
    Connection connect(Optional<ServerAddress> at, TrustOptions trust, Messages messages) {
        return connect(at, key::keys, trust, messages);
    }

    /**
     * Acts under keys. The caller closes it.
     *
     * @throws MissingKeyException if there are none
     */
    Connection connectWithKeys(Optional<ServerAddress> at, TrustOptions trust, Messages messages) {
        return connect(at, () -> Optional.of(key.requireKeys()), trust, messages);
    }

    /** The keys that act, if there are any. The caller closes them. */
    Optional<KeyBundle> keys() {
        return key.keys();
    }

    /** Where a connection would go. */
    Destination destination(Optional<ServerAddress> at, TrustOptions trust, Messages messages) {
        return Destination.of(server.demanding(at.orElseGet(server::server)), Places.of(surroundings),
                deadline.deadline(), trust, messages);
    }

    /** Takes the keys last: once they are here, nothing may fail before there is somebody to close them. */
    private Connection connect(Optional<ServerAddress> at, Supplier<Optional<KeyBundle>> keys, TrustOptions trust,
            Messages messages) {
        return Connection.to(destination(at, trust, messages), keys.get(), messages);
    }
}
