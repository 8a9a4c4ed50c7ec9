package io.ate;

import java.time.Instant;
import java.util.Objects;

/**
 * That the newest event of an object stands in a chain's history, as anybody can verify who has nothing but the
 * server's public key: the event's header, its hash, the path from there to the root of the chain's tree, and that root
 * as the server signed it. It says what was stored (its payload, sealed, by hash), by whom and when, and at which
 * sequence; that nothing newer exists it does not say. Immutable.
 *
 * @param chain the chain's id
 * @param object the object's key
 * @param version the sequence of the event
 * @param size of the history that the server signed
 * @param signed when it did so, by its clock
 * @param server its identity
 * @param json all of it, as a line of JSON, to be verified elsewhere (see
 * {@code examples/src/main/python/verify_proof.py})
 */
public record Proof(ChainId chain, PrimaryKey object, long version, long size, Instant signed, PublicKeys server,
        String json) {
    public Proof {
        Objects.requireNonNull(chain, "chain");
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(signed, "signed");
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(json, "json");
    }
}
