package io.ate.internal.event;

import io.ate.PrimaryKey;
import io.ate.internal.crypto.Label;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;
import java.nio.charset.StandardCharsets;

/**
 * A place in a chain, as who writes a value answers for it: the first 128 bits of
 * {@code SHA-256("ate/place/1" ‖ parent key ‖ u32 length ‖ name of the collection)}. It is no sequence: who does not
 * know the chain yet could be shown something else there. Immutable.
 */
public record PlaceMark(long high, long low) {
    private static final Label LABEL = Label.of("ate/place/1");

    /** The mark of that collection of {@code parent}, which is zero at the top. */
    public static PlaceMark of(PrimaryKey parent, String collection) {
        Hash hash = Sha256.of(LABEL)
                .u64(parent.high())
                .u64(parent.low())
                .variable(collection.getBytes(StandardCharsets.UTF_8))
                .digest();
        return new PlaceMark(hash.high(), hash.low());
    }

    public void write(WireWriter out) {
        out.bits64(high).bits64(low);
    }

    public static PlaceMark read(WireReader in) throws MalformedException {
        return new PlaceMark(in.bits64(), in.bits64());
    }
}
