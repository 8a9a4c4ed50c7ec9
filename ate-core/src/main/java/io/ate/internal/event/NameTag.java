package io.ate.internal.event;

import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/**
 * What stands for an object's name in its header: a MAC under the chain's name key, so that the server cannot guess.
 */
public record NameTag(long high, long low) {
    public void write(WireWriter out) {
        out.bits64(high).bits64(low);
    }

    public static NameTag read(WireReader in) throws MalformedException {
        return new NameTag(in.bits64(), in.bits64());
    }
}
