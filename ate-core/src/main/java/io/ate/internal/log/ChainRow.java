package io.ate.internal.log;

import io.ate.ChainName;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.nio.charset.StandardCharsets;

/** The row of a chain: its name → {@code u64 number ‖ u32 length ‖ signed genesis ‖ u32 checksum}. Immutable. */
record ChainRow(long number, Slice genesis) {
    static byte[] key(ChainName name) {
        return name.text().getBytes(StandardCharsets.US_ASCII);
    }

    static ChainName name(byte[] key) {
        return new ChainName(new String(key, StandardCharsets.US_ASCII));
    }

    static byte[] encode(LogEntry.Create create) {
        Slice genesis = create.genesis().encode();
        return CheckedValue.of(key(create.name()),
                new WireWriter(64 + genesis.length()).u64(create.chain()).slice32(genesis));
    }

    static ChainRow decode(byte[] key, byte[] value) throws MalformedException {
        WireReader in = new WireReader(CheckedValue.content(key, value));
        ChainRow row = new ChainRow(in.u64(), in.slice32(Bounds.GENESIS + Bounds.SIGNATURE + 64));
        in.end();
        return row;
    }

    StoredChain chain(ChainName name) throws MalformedException {
        return new StoredChain(number, name, SignedGenesis.decode(genesis));
    }
}
