package io.ate.examples;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.CommitRejectedException;
import io.ate.KeyBundle;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.extension.EventHeader;
import io.ate.extension.ProposedCommit;
import io.ate.extension.Sink;
import io.ate.extension.StoredCommit;
import io.ate.extension.Transformer;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.util.Optional;
import java.util.Random;

/**
 * Code of one's own in server and client: a validator refuses letters that are long and whatever is no letter, a
 * transformer compresses values, and a sink counts what was stored, of all of which the server reads nothing. Prints
 *
 * <pre>
 * 20,000 characters of a letter are stored
 * refused: a letter takes at most 1,000 bytes
 * refused: this server takes letters and no Joke
 * the sink was told of 2 commits, the last one ends at sequence 2, and of less than 1,000 bytes of values
 * </pre>
 */
final class Extensions {
    record Letter(String text) {}

    record Joke(String text) {}

    /** Counts what becomes durable. Told by one thread; asked when the server is closed. */
    private static final class Counting implements Sink {
        private long commits;
        private long last;
        private long bytes;

        @Override
        public void stored(StoredCommit commit) {
            commits++;
            last = commit.last();
            bytes += commit.events().stream().mapToLong(EventHeader::payloadBytes).sum();
        }
    }

    private Extensions() {}

    static void main() {
        Counting sink = new Counting();
        ServerConfig config = ServerConfig.defaults().port(0).validator(Extensions::refusal).sink(sink);
        AteConfig compressing = AteConfig.builder().transformer(Transformer.zstd()).build();
        try (AteServer server = AteServer.inMemory(config);
                AteClient client = AteClient.create(server.address(), compressing);
                KeyBundle alice = KeyBundle.generate();
                Chain letters = client.open("example.com/alice/letters", Session.of(alice))) {
            letters.store(new Letter("all work and no play ".repeat(1_000).substring(0, 20_000)));
            IO.println("20,000 characters of a letter are stored");
            tryToStore(letters, new Letter(randomText(20_000)));
            tryToStore(letters, new Joke("knock, knock"));
            letters.store(new Letter("see you soon"));
        } // closing the server tells the sink what it was not told yet
        IO.println("the sink was told of " + sink.commits + " commits, the last one ends at sequence " + sink.last
                + ", and of " + (sink.bytes < 1_000 ? "less" : "not less") + " than 1,000 bytes of values");
    }

    /** Sees headers alone: what is in a letter is for its readers. */
    private static Optional<String> refusal(ProposedCommit commit) {
        for (EventHeader event : commit.events()) {
            if (!event.type().isEmpty() && !event.type().equals("Letter")) {
                return Optional.of("this server takes letters and no " + event.type());
            }
            if (event.payloadBytes() > 1_000) {
                return Optional.of("a letter takes at most 1,000 bytes");
            }
        }
        return Optional.empty();
    }

    private static void tryToStore(Chain chain, Object value) {
        try {
            chain.store(value);
        } catch (CommitRejectedException e) {
            IO.println("refused: " + e.getMessage());
        }
    }

    /** What cannot be compressed. */
    private static String randomText(int length) {
        return new Random(1).ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
