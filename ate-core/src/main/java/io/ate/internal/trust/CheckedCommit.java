package io.ate.internal.trust;

import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.internal.event.Commit;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.PublishedKey;
import io.ate.internal.wire.Hash;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A commit whose every check that costs cryptography has been made, ahead of the sequencer and in parallel: whoever
 * judges it only compares. Immutable.
 *
 * @param hash of the statement
 * @param eventHashes of the events, in order: leaves of the chain's tree
 * @param rings the decoded rings of the events, in order, null where there is none
 * @param published the keys that its events publish, by id
 * @param signing the keys whose signatures stand on the commit and hold
 * @param fault the first check that failed, or null; reported in its place in the order of admission
 */
public record CheckedCommit(Commit commit, Hash hash, List<Hash> eventHashes, List<@Nullable KeyRing> rings,
        Map<KeyId, Publication> published, Set<KeyId> signing, @Nullable Fault fault) {

    /** This commit with a fault that was found outside of it. */
    public CheckedCommit withFault(Fault found) {
        return new CheckedCommit(commit, hash, eventHashes, rings, published, signing, found);
    }

    /** A public key as an event of this commit publishes it. */
    public record Publication(PublicKeys keys, PublishedKey payload) {}

    /** Which check failed, and how. */
    public sealed interface Fault {
        /** What people are told. */
        String text();

        /** The bytes are not what their hashes, keys or layouts say. */
        record Malformed(String text) implements Fault {}

        /** A derived key is not the one that its parent and tag give. */
        record WrongDerivedKey(String text) implements Fault {}

        /** The tree head that the writer says to have verified is none of this chain. */
        record UnknownHead(String text) implements Fault {}

        /** A signature is by a key that was not known when it was checked; it may have been published meanwhile. */
        record UnknownSigner(String text) implements Fault {}

        /** A signature does not verify. */
        record InvalidSignature(String text) implements Fault {}
    }
}
