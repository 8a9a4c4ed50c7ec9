package io.ate.internal.copy;

import io.ate.internal.event.Bounds;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import java.nio.charset.StandardCharsets;

/**
 * How a copy of a chain is laid out: {@code "ate-chain 1\n"}, then pieces {@code u32 length ‖ u8 kind ‖ content}, then
 * the SHA-256 of all that. The pieces are the genesis, the rows of the store in the order of kinds and keys, and at
 * last what the server that it comes from has signed. Stateless.
 */
final class CopyFile {
    static final byte[] FIRST = "ate-chain 1\n".getBytes(StandardCharsets.US_ASCII);
    /** {@code ‖ signed genesis}. */
    static final int GENESIS = 1;
    /** {@code ‖ u8 length ‖ family ‖ u8 length ‖ key without the chain's prefix ‖ content without the checksum}. */
    static final int ROW = 2;
    /** {@code ‖ u16 length ‖ identity of the server ‖ head}. */
    static final int HEAD = 3;
    static final int HASH = Hash.BYTES;
    /** A row holds a payload, or an event with all that stands beside it. */
    static final int LONGEST = Bounds.PAYLOAD + Bounds.GENESIS;

    private CopyFile() {}

    /** A piece of the file. */
    sealed interface Piece {
        /** With which it begins. */
        record Genesis(Slice signed) implements Piece {}

        /** One of the rows. */
        record Row(String family, Slice key, Slice content) implements Piece {}

        /** With which it ends. */
        record Head(Slice server, Slice head) implements Piece {}
    }

    static MalformedException none(String why) {
        return new MalformedException("it is no copy of a chain: " + why);
    }
}
