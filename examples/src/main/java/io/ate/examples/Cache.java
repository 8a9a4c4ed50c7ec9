package io.ate.examples;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Rules;
import io.ate.Scope;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.client.ClientConfig;
import java.util.Set;
import java.util.function.Function;

/**
 * A cache that several programs share. What one has worked out the others find, in memory, without asking anybody; who
 * knows better says so to all at once. Putting waits for nothing. Run it by {@code bin/example cache} against a server
 * that {@code bin/atedb solo} runs. Prints
 *
 * <pre>
 * working out the square of 12
 * one program finds 144
 * another one finds 144
 * forgotten everywhere
 * working out the square of 12
 * another one finds 144
 * </pre>
 */
final class Cache {
    private final Chain chain;
    private final Chain atOnce;

    record Entry(long value) {}

    private Cache(Chain chain) {
        this.chain = chain;
        this.atOnce = chain.with(Scope.NONE);
    }

    static void main(String server) {
        try (KeyBundle team = KeyBundle.generate();
                Stage stage = Stage.at(server, "cache", team, Genesis.of(Rules.inherit()));
                AteClient client = AteClient.create(server, AteConfig.defaults(),
                        ClientConfig.defaults().owners(Set.of(team.publicKeys())));
                Chain elsewhere = client.openExisting(stage.name().text(), Session.of(team))) {
            Cache one = new Cache(stage.chain());
            Cache other = new Cache(elsewhere);

            IO.println("one program finds " + one.get(12, Cache::square));
            other.await(one);
            IO.println("another one finds " + other.get(12, Cache::square));

            other.forget(12);
            one.await(other);
            IO.println("forgotten everywhere");
            IO.println("another one finds " + one.get(12, Cache::square));
            one.chain.sync(); // what nobody waits for would be lost with the end of the program
        }
    }

    private static long square(long number) {
        IO.println("working out the square of " + number);
        return number * number;
    }

    /** What is known of {@code number}, here or by others; else what {@code work} makes of it. */
    private long get(long number, Function<Long, Long> work) {
        return chain.find(ref(number)).orElseGet(() -> {
            Entry made = new Entry(work.apply(number));
            atOnce.overwrite(ref(number), made); // whoever is last wins: all have the same
            return made;
        }).value();
    }

    private void forget(long number) {
        chain.delete(ref(number));
    }

    private DaoRef<Entry> ref(long number) {
        return chain.ref(Entry.class, Long.toString(number));
    }

    /** Waits until this program has what {@code other} wrote. */
    private void await(Cache other) {
        chain.await(other.chain.sync());
    }
}
