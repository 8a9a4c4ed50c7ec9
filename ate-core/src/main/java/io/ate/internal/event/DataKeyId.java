package io.ate.internal.event;

import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/** The name of a data key: the first 128 bits of {@code SHA-256("ate/data-key/1" ‖ key)}. Immutable. */
public record DataKeyId(long high, long low) {
    public void write(WireWriter out) {
        out.bits64(high).bits64(low);
    }

    public static DataKeyId read(WireReader in) throws MalformedException {
        return new DataKeyId(in.bits64(), in.bits64());
    }
}
