package io.ate.examples;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.CommitRejectedException;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.PublicKeys;
import io.ate.Rules;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import java.util.Set;

/**
 * A small currency. A coin is an object that nobody but its owner's key may write or control; to pay is to give it to
 * another key. Everyone may look. The chain is in distributed trust: whoever follows it checks each payment himself,
 * so that neither the server nor the mint can take a coin back. Run it by {@code bin/example coin} against a server
 * that {@code bin/atedb solo} runs. Prints
 *
 * <pre>
 * the mint makes a coin of 5 for alice
 * alice pays bob
 * alice cannot pay carol with it as well: NO_CONTROL_AUTHORITY
 * the mint cannot take it back: NO_WRITE_AUTHORITY
 * the coin of 5 is bob's: true
 * </pre>
 */
final class Coin {
    record Money(int worth) {}

    private Coin() {}

    static void main(String server) {
        try (KeyBundle mint = KeyBundle.generate();
                KeyBundle alice = KeyBundle.generate();
                KeyBundle bob = KeyBundle.generate();
                KeyBundle carol = KeyBundle.generate();
                Stage stage = Stage.at(server, "coin", mint,
                        Genesis.of(Rules.inherit().readableByEveryone()).distributed())) {
            Chain coins = stage.chain();
            DaoRef<Money> coin = coins.store(new Money(5), ownedBy(alice.publicKeys()));
            IO.println("the mint makes a coin of 5 for alice");

            ClientConfig fromTheMint = ClientConfig.defaults().owners(Set.of(mint.publicKeys()));
            try (AteClient client = AteClient.create(server, AteConfig.defaults(), fromTheMint);
                    Chain hers = client.openExisting(stage.name().text(), Session.of(alice))) {
                pay(hers, coin, bob.publicKeys());
                IO.println("alice pays bob");
                refused("alice cannot pay carol with it as well", () -> pay(hers, coin, carol.publicKeys()));
                coins.await(hers.sequence());
            }
            refused("the mint cannot take it back", () -> coins.delete(coin));
            IO.println("the coin of 5 is bob's: " + coins.<Boolean, RuntimeException>commit(
                    dio -> dio.load(coin).rules().equals(ownedBy(bob.publicKeys()))));
        }
    }

    private static Rules ownedBy(PublicKeys owner) {
        return Rules.inherit().writableBy(owner).controlledBy(owner);
    }

    private static void pay(Chain purse, DaoRef<Money> coin, PublicKeys to) {
        purse.run(dio -> dio.load(coin).rules(ownedBy(to)));
    }

    private static void refused(String what, Runnable attempt) {
        try {
            attempt.run();
        } catch (CommitRejectedException e) {
            IO.println(what + ": " + e.reason());
        }
    }
}
