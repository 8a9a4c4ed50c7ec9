package io.ate.internal.event;

import io.ate.ChainId;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/**
 * A genesis record with the signature of its first owner, as stored and sent. Immutable and thread-safe. The signature
 * is checked by {@code trust}.
 *
 * <p>
 * Layout: {@code u32 length ‖ record ‖ u16 length ‖ signature}.
 */
public record SignedGenesis(GenesisRecord record, Slice recordBytes, Slice signature, ChainId chainId) {

    /** The record with its signature; the chain id is computed. */
    public static SignedGenesis of(GenesisRecord record, Slice recordBytes, Slice signature) {
        return new SignedGenesis(record, recordBytes, signature, GenesisRecord.chainId(recordBytes));
    }

    public Slice encode() {
        return new WireWriter(64 + recordBytes.length() + signature.length()).slice32(recordBytes)
                .slice16(signature)
                .toSlice();
    }

    /** Reads what {@link #encode()} writes, and refuses everything else. */
    public static SignedGenesis decode(Slice bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        Slice recordBytes = in.slice32(Bounds.GENESIS);
        Slice signature = in.slice16();
        in.end();
        if (signature.length() > Bounds.SIGNATURE) {
            throw new MalformedException("a signature exceeds " + Bounds.SIGNATURE + " bytes");
        }
        return of(GenesisRecord.decode(recordBytes), recordBytes, signature);
    }
}
