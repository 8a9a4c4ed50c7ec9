package io.ate.examples;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.Change;
import io.ate.Changes;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Position;
import io.ate.Rules;
import io.ate.Session;
import io.ate.Trust;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Two clients of one server, in both trust modes: alice writes; bob, whom she lets read, watches. Run it by
 * {@code bin/example server-client} against a server that {@code bin/atedb solo} runs. Prints
 *
 * <pre>
 * DISTRIBUTED: bob sees "buy milk"
 * DISTRIBUTED: bob sees "milk is bought"
 * CENTRALIZED: bob sees "buy milk"
 * CENTRALIZED: bob sees "milk is bought"
 * </pre>
 */
final class ServerClient {
    record Note(String text) {}

    private ServerClient() {}

    static void main(String server) throws InterruptedException {
        try (KeyBundle alice = KeyBundle.generate(); KeyBundle bob = KeyBundle.generate()) {
            for (Trust trust : Trust.values()) {
                String name = Stage.nameFor("server-client");
                share(server, name, trust, alice, bob);
                try (AteClient hers = AteClient.create(server)) {
                    hers.drop(name, Session.of(alice)); // leaves no trace
                }
            }
        }
    }

    private static void share(String address, String name, Trust trust, KeyBundle alice, KeyBundle bob)
            throws InterruptedException {
        Genesis genesis = Genesis.of(Rules.inherit().readableBy(alice.publicKeys(), bob.publicKeys())).trust(trust);
        ClientConfig fromAlice = ClientConfig.defaults().owners(Set.of(alice.publicKeys())); // so bob knows it is hers
        try (AteClient hers = AteClient.create(address);
                AteClient his = AteClient.create(address, AteConfig.defaults(), fromAlice);
                Chain notes = hers.create(name, Session.of(alice), genesis);
                Chain same = his.openExisting(name, Session.of(bob));
                Changes changes = same.changes(Position.START)) {
            DaoRef<Note> note = notes.store(new Note("buy milk"));
            notes.run(dio -> dio.load(note).update(_ -> new Note("milk is bought")));
            for (int seen = 0; seen < 2; seen++) {
                switch (changes.take()) {
                    case Change.Stored<JsonNode>(_, _, var stored) ->
                            IO.println(trust + ": bob sees " + stored.value().get("text"));
                    case Change.Deleted<JsonNode> gone -> IO.println(trust + ": " + gone.ref() + " is gone");
                }
            }
        }
    }
}
