package io.ate.examples;

import io.ate.Chain;
import io.ate.ChainName;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Session;
import io.ate.client.AteClient;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A chain that an example makes for itself at a server, with an owner of its own, and leaves no trace of. Thread-safe.
 */
final class Stage implements AutoCloseable {
    private final AteClient client;
    private final KeyBundle owner;
    private final Chain chain;

    private Stage(AteClient client, KeyBundle owner, Chain chain) {
        this.client = client;
        this.owner = owner;
        this.chain = chain;
    }

    /** A chain that begins as {@code genesis} says, at the server of that address. */
    static Stage at(String server, String example, KeyBundle owner, Genesis genesis) {
        String run = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        AteClient client = AteClient.create(server);
        return new Stage(client, owner,
                client.create("example.com/" + example + "-" + run, Session.of(owner), genesis));
    }

    /** The chain as its owner has it. */
    Chain chain() {
        return chain;
    }

    /** What others open it by. */
    ChainName name() {
        return chain.name();
    }

    @Override
    public void close() {
        chain.close();
        client.drop(name().text(), Session.of(owner));
        client.close();
    }
}
