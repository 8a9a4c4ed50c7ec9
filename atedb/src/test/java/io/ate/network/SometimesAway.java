package io.ate.network;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Offline;
import io.ate.PublicKeys;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

/**
 * A server that is there or away, always at the same place; the programs of one machine, which work while it is away,
 * one after the other; and programs elsewhere, which keep nothing. Confined to one thread.
 */
final class SometimesAway {
    static final String NAME = "example.com/alice/album";

    private final Path place;
    private final KeyBundle owner;
    private final int port;
    private String address = "";

    /** @param owner stays the caller's */
    SometimesAway(Path place, KeyBundle owner) throws IOException {
        this.place = place;
        this.owner = owner;
        this.port = LastingPort.any();
    }

    /** Has the server be there until it is closed. */
    AteServer start() {
        AteServer server = AteServer.open(place.resolve("server"), ServerConfig.defaults().port(port));
        address = server.address();
        return server;
    }

    /** With the server's identity, as it was when it was there. */
    String address() {
        return address;
    }

    /** Of the programs of this machine. */
    Path folder() {
        return place.resolve("replicas");
    }

    /** The settings of the programs of this machine. */
    AteConfig.Builder kept() {
        return AteConfig.builder().deadline(Duration.ofSeconds(60)).folder(folder()).offline(Offline.WORK);
    }

    /** The next program of this machine, with settings of its own. */
    AteClient worker(AteConfig config) {
        return AteClient.create(address, config, knowing(owner.publicKeys()));
    }

    /** The next program of this machine. */
    AteClient worker() {
        return worker(kept().build());
    }

    /** A program elsewhere. */
    AteClient elsewhere() {
        return AteClient.create(address, AteConfig.builder().deadline(Duration.ofSeconds(60)).build(),
                knowing(owner.publicKeys()));
    }

    /** The chain in that program, whose commits go to the outbox. */
    static Chain open(AteClient client, Session session) {
        return client.openExisting(NAME, session).with(Scope.LOCAL);
    }

    /** Begins the chain while the server is there, in a program of this machine; then both end. */
    <R> R begun(Genesis genesis, Function<Chain, R> first) {
        try (AteServer _ = start();
                AteClient client = worker(kept().offline(Offline.WAIT).build());
                Chain chain = client.create(NAME, Session.of(owner), genesis)) {
            return first.apply(chain);
        }
    }

    /** The same for the owner alone. */
    <R> R begun(Trust trust, Function<Chain, R> first) {
        return begun(Genesis.of(Rules.inherit()).trust(trust), first);
    }

    private static ClientConfig knowing(PublicKeys owner) {
        return ClientConfig.defaults().owners(Set.of(owner));
    }
}
