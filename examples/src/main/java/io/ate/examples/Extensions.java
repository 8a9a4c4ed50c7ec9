package io.ate.examples;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.CommitRejectedException;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Rules;
import io.ate.extension.Transformer;
import java.util.Random;

/**
 * Code of one's own in client and server: a transformer compresses values here; at the server a validator refuses what
 * is long or no letter, and a sink is told of what is stored. Run it by {@code bin/example extensions} against the
 * server that {@code bin/example letter-server} runs. Prints
 *
 * <pre>
 * stored: a letter of 20,000 characters, compressed
 * refused: a validator of the server says: a letter takes at most 1,000 bytes
 * refused: a validator of the server says: this server takes letters and no Joke
 * stored: a letter of 12 characters
 * </pre>
 *
 * Another server, such as one that {@code bin/atedb solo} runs, asks no validator and stores all four; it says so then.
 */
final class Extensions {
    record Letter(String text) {}

    record Joke(String text) {}

    private Extensions() {}

    static void main(String server) {
        AteConfig compressing = AteConfig.builder().transformer(Transformer.zstd()).build();
        try (KeyBundle alice = KeyBundle.generate();
                Stage stage = Stage.at(server, compressing, "extensions", alice, Genesis.of(Rules.inherit()))) {
            Chain letters = stage.chain();
            String much = "all work and no play ".repeat(1_000).substring(0, 20_000);
            send(letters, new Letter(much), "a letter of 20,000 characters, compressed");
            send(letters, new Letter(randomText(20_000)), "a letter of 20,000 characters that cannot be compressed");
            boolean refused = send(letters, new Joke("knock, knock"), "a joke");
            send(letters, new Letter("see you soon"), "a letter of 12 characters");
            if (!refused) {
                IO.println(
                        "(" + server + " takes jokes: it is no letter server, which bin/example letter-server runs)");
            }
        }
    }

    /** Tells whether the server refuses it. */
    private static boolean send(Chain chain, Object value, String what) {
        try {
            chain.store(value);
            IO.println("stored: " + what);
            return false;
        } catch (CommitRejectedException e) {
            IO.println("refused: " + e.getMessage());
            return true;
        }
    }

    /** What cannot be compressed. */
    private static String randomText(int length) {
        return new Random(1).ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
