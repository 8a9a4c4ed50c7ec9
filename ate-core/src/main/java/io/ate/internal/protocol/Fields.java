package io.ate.internal.protocol;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.KeyId;
import io.ate.PrimaryKey;
import io.ate.internal.event.Bounds;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/** The fields that several messages have, each with its bounds. Stateless. */
final class Fields {
    private Fields() {}

    /** The channel of a chain: never the server's. */
    static int channel(WireReader in) throws MalformedException {
        int channel = in.u16();
        if (channel == Message.SERVER) {
            throw new MalformedException("the channels of chains begin at 1");
        }
        return channel;
    }

    static int request(WireReader in) throws MalformedException {
        int request = in.u32(Integer.MAX_VALUE);
        if (request == 0) {
            throw new MalformedException("requests begin at 1");
        }
        return request;
    }

    /** A sequence or a number, which begin at 1. */
    static long positive(WireReader in) throws MalformedException {
        long number = in.u64();
        if (number == 0) {
            throw new MalformedException("sequences and numbers begin at 1");
        }
        return number;
    }

    static KeyId key(WireReader in) throws MalformedException {
        return new KeyId(in.bits64(), in.bits64());
    }

    static void key(WireWriter out, KeyId key) {
        out.bits64(key.high()).bits64(key.low());
    }

    static PrimaryKey object(WireReader in) throws MalformedException {
        return new PrimaryKey(in.bits64(), in.bits64());
    }

    static void object(WireWriter out, PrimaryKey object) {
        out.bits64(object.high()).bits64(object.low());
    }

    static ChainId chain(WireReader in) throws MalformedException {
        return ChainId.of(in.hash().bytes());
    }

    static ChainName name(WireReader in) throws MalformedException {
        try {
            return new ChainName(in.text16(ChainName.LENGTH));
        } catch (IllegalArgumentException e) {
            throw new MalformedException(String.valueOf(e.getMessage()));
        }
    }

    static Slice signature(WireReader in) throws MalformedException {
        return slice16(in, Bounds.SIGNATURE);
    }

    /** A u16 length of at most {@code bound}, then as many bytes. */
    static Slice slice16(WireReader in, int bound) throws MalformedException {
        Slice slice = in.slice16();
        if (slice.length() > bound) {
            throw new MalformedException(slice.length() + " bytes exceed " + bound);
        }
        return slice;
    }
}
