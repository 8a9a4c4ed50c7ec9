package io.ate.atedb;

import io.ate.Chain;
import io.ate.DaoRef;
import io.ate.Proof;
import io.ate.atedb.console.Results;
import io.ate.atedb.console.Surroundings;
import io.ate.atedb.place.ObjectAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Proves that an object is in a chain. */
@Command(name = "prove", header = "Prove to others that an object is in a chain.",
        description = "Print, as a line of JSON, what proves that the newest event of an object stands in the chain's "
                + "history: whoever has the server's public key verifies it, without server, chain or this program. The "
                + "value is in it by its hash alone.")
final class ProveCommand extends ChainCommand implements AlwaysJson {
    @Parameters(index = "1", paramLabel = "ID", converter = AddressConverter.OfObject.class,
            description = "32 hexadecimal digits, or TYPE/NAME.")
    @SuppressWarnings("NullAway.Init") // picocli demands it
    private ObjectAddress object;

    @Option(names = "--out", paramLabel = "FILE",
            description = "Write the proof into that file (default: standard output).")
    private @Nullable Path out;

    ProveCommand(Surroundings surroundings) {
        super(surroundings, Access.READING);
    }

    @Override
    Optional<ObjectAddress> object() {
        return Optional.of(object);
    }

    @Override
    void work(Results results, Connection connection, Chain chain) {
        DaoRef<JsonNode> ref = chain.commit(dio -> NamedObjects.load(dio, object).ref());
        Proof proof = chain.proof(ref);
        if (out == null) {
            results.line(proof.json());
        } else {
            try {
                Files.writeString(out, proof.json() + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the proof to " + out + ": " + e.getMessage(), e);
            }
        }
        messages().say("Proves version " + proof.version() + " of object " + proof.object() + " by the server with the "
                + "identity " + proof.server().fingerprint() + ".");
    }
}
