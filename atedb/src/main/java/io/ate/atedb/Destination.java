package io.ate.atedb;

import io.ate.AteConfig;
import io.ate.atedb.console.Messages;
import io.ate.atedb.place.Places;
import io.ate.atedb.place.ServerAddress;
import io.ate.client.ClientConfig;
import io.ate.client.KnownServers;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a connection goes, and what speaks for what is found there. Immutable.
 *
 * @param limits how long things may take
 * @param config what is known of servers and chains
 */
record Destination(ServerAddress server, AteConfig limits, ClientConfig config) {
    /** The same with what is fetched kept in that folder. */
    Destination keepingIn(Path folder) {
        return new Destination(server,
                AteConfig.builder().deadline(limits.deadline()).folder(folder).build(), config);
    }

    /** What the user whose places these are remembers of servers and chains. */
    static ClientConfig memory(Places places) {
        return ClientConfig.defaults()
                .knownServers(KnownServers.in(places.knownServers()))
                .state(places.state());
    }

    /**
     * That server, for the user whose places these are.
     *
     * @param deadline what each thing that is asked for may take
     * @param messages takes what the client has to say meanwhile
     */
    static Destination of(ServerAddress server, Places places, Duration deadline, TrustOptions trust,
            Messages messages) {
        ClientConfig config = trust.apply(memory(places)
                .notices(notice -> messages.say(CommandLineTerms.in(notice))));
        return new Destination(server, AteConfig.builder().deadline(deadline).build(), config);
    }
}
