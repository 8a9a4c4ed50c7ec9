package io.ate.examples;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainName;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A chain that an example makes for itself at a server, with an owner of its own, and leaves no trace of. If the server
 * is away that is said at once, while it is waited for. Thread-safe.
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
        return at(server, AteConfig.defaults(), example, owner, genesis);
    }

    /** The same, by a client with that configuration. */
    static Stage at(String server, AteConfig config, String example, KeyBundle owner, Genesis genesis) {
        AteClient client = AteClient.create(server, config, ClientConfig.defaults().notices(System.err::println));
        return new Stage(client, owner, client.create(nameFor(example), Session.of(owner), genesis));
    }

    /** A name that no run had before. */
    static String nameFor(String example) {
        return "example.com/" + example + "-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
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
