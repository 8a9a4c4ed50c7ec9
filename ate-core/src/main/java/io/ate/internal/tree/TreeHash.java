package io.ate.internal.tree;

import io.ate.internal.wire.Hash;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hashes of RFC 9162, section 2.1.1, with SHA-256. Confined to one thread at a time.
 *
 * <p>
 * Leaves and nodes are hashed behind different prefixes, so that no node can be passed off as a leaf, nor a leaf as a
 * node.
 */
final class TreeHash {
    /** The root of the tree without leaves: the hash of nothing. */
    static final Hash OF_NOTHING = new TreeHash().digest(0);

    private static final byte LEAF_PREFIX = 0;
    private static final byte NODE_PREFIX = 1;
    private static final int LEFT = 1;
    private static final int RIGHT = LEFT + Hash.BYTES;
    private static final int LEAF_LENGTH = LEFT + Hash.BYTES;
    private static final int NODE_LENGTH = RIGHT + Hash.BYTES;

    private final MessageDigest sha256;
    /** What is hashed, and then the hash: one array for all, so that only hashes are allocated. */
    private final byte[] scratch = new byte[NODE_LENGTH];

    TreeHash() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256, this one does not", e);
        }
    }

    Hash leaf(Hash eventHash) {
        scratch[0] = LEAF_PREFIX;
        eventHash.copyTo(scratch, LEFT);
        return digest(LEAF_LENGTH);
    }

    Hash node(Hash left, Hash right) {
        scratch[0] = NODE_PREFIX;
        left.copyTo(scratch, LEFT);
        right.copyTo(scratch, RIGHT);
        return digest(NODE_LENGTH);
    }

    private Hash digest(int length) {
        sha256.update(scratch, 0, length);
        try {
            sha256.digest(scratch, 0, Hash.BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 did not fit into " + Hash.BYTES + " bytes", e);
        }
        return Hash.at(scratch, 0);
    }
}
