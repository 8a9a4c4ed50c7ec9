package io.ate.examples;

import io.ate.extension.EventHeader;
import io.ate.extension.ProposedCommit;
import io.ate.extension.StoredCommit;
import io.ate.server.AteServer;
import io.ate.server.ServerConfig;
import java.util.Optional;

/**
 * A server with code of one's own: a validator, which refuses letters that are long and whatever is no letter, and a
 * sink, which is told of what is stored; a compactor keeps what letters were before they were changed. None of them
 * reads any letter. It is the server of {@code extensions}: run it by
 * {@code bin/example letter-server}, and end it as {@code bin/atedb solo}, by Ctrl-C. Prints its address, and for each
 * run of the other
 *
 * <pre>
 * stored at sequence 1: a Letter in less than 1,000 bytes
 * stored at sequence 2: a Letter in less than 1,000 bytes
 * </pre>
 */
final class LetterServer {
    private static final int LONGEST = 1_000;

    private LetterServer() {}

    static void main() throws InterruptedException {
        ServerConfig config = ServerConfig.defaults()
                .port(0)
                .validator(LetterServer::refusal)
                .sink(LetterServer::tell)
                .compactor(old -> old.header().type().equals("Letter"));
        try (AteServer server = AteServer.inMemory(config)) {
            IO.println(server.address());
            var _ = server.awaitEnd();
        }
    }

    /** Sees headers alone: what is in a letter is for its readers. */
    private static Optional<String> refusal(ProposedCommit commit) {
        for (EventHeader event : commit.events()) {
            if (!event.type().isEmpty() && !event.type().equals("Letter")) {
                return Optional.of("this server takes letters and no " + event.type());
            }
            if (event.payloadBytes() > LONGEST) {
                return Optional.of("a letter takes at most 1,000 bytes");
            }
        }
        return Optional.empty();
    }

    private static void tell(StoredCommit commit) {
        long bytes = commit.events().stream().mapToLong(EventHeader::payloadBytes).sum();
        IO.println("stored at sequence " + commit.last() + ": a " + commit.events().getFirst().type() + " in "
                + (bytes < LONGEST ? "less" : "not less") + " than 1,000 bytes");
    }
}
