package io.ate.examples;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.NoReadAuthorityException;
import io.ate.Rules;
import io.ate.RulesResult;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import java.util.Set;

/**
 * Secrets for several readers, kept where neither the server nor the other readers see them. Each secret has readers of
 * its own; whoever is taken from them keeps what he has seen, and gets nothing more. Run it by
 * {@code bin/example vault}
 * against a server that {@code bin/atedb solo} runs. Prints
 *
 * <pre>
 * bob reads the wifi password: correct horse
 * bob does not read the root password
 * after the change: 1 former reader keeps what was written before
 * bob does not read the new wifi password
 * bob reads the code of the door: 1234
 * alice reads the new wifi password: battery staple
 * </pre>
 */
final class Vault {
    record Secret(String what, String value) {}

    private Vault() {}

    static void main(String server) {
        try (KeyBundle alice = KeyBundle.generate();
                KeyBundle bob = KeyBundle.generate();
                Stage stage = Stage.at(server, "vault", alice, Genesis.of(Rules.inherit()))) {
            Chain vault = stage.chain();
            Rules forBoth = Rules.inherit().readableBy(alice.publicKeys(), bob.publicKeys());
            DaoRef<Secret> door = vault.store(new Secret("door", "1234"), forBoth);
            DaoRef<Secret> wifi = vault.store(new Secret("wifi", "correct horse"), forBoth);
            DaoRef<Secret> root = vault.store(new Secret("root", "tr0ub4dor"));

            ClientConfig fromAlice = ClientConfig.defaults().owners(Set.of(alice.publicKeys()));
            try (AteClient client = AteClient.create(server, AteConfig.defaults(), fromAlice);
                    Chain his = client.openExisting(stage.name().text(), Session.of(bob))) {
                his.await(vault.sequence());
                read("bob", "the wifi password", his, wifi);
                read("bob", "the root password", his, root);

                RulesResult changed = vault.commit(dio -> dio.load(wifi).revokeRead(bob.id()));
                IO.println("after the change: " + changed.formerReaders().size()
                        + " former reader keeps what was written before");
                vault.overwrite(wifi, new Secret("wifi", "battery staple"));
                his.await(vault.sequence());
                read("bob", "the new wifi password", his, wifi);
                read("bob", "the code of the door", his, door);
            }
            read("alice", "the new wifi password", vault, wifi);
        }
    }

    private static void read(String who, String what, Chain vault, DaoRef<Secret> secret) {
        try {
            IO.println(who + " reads " + what + ": " + vault.get(secret).value());
        } catch (NoReadAuthorityException _) { // as it should be
            IO.println(who + " does not read " + what);
        }
    }
}
