package io.ate.internal.log;

import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/** The value of a tree node's row: {@code hash ‖ u32 checksum}. Stateless. */
final class NodeRow {
    private NodeRow() {}

    static byte[] encode(byte[] key, Hash hash) {
        return CheckedValue.of(key, new WireWriter(Hash.BYTES + CheckedValue.CHECKSUM).hash(hash));
    }

    static Hash decode(byte[] key, byte[] value) throws MalformedException {
        WireReader in = new WireReader(CheckedValue.content(key, value));
        Hash hash = in.hash();
        in.end();
        return hash;
    }
}
