package io.ate.internal.protocol;

import io.ate.internal.crypto.XWingPublicKey;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/**
 * What a client says first, in clear: {@code "ATE-" ‖ u8 1 ‖ versions ‖ u8 length ‖ software ‖ limits ‖ random (32) ‖
 * X-Wing public key (1216)}. Immutable.
 *
 * @param software name and version of the program, for people
 * @param random makes the transcript the client's own
 * @param key made for this connection alone
 */
record ClientHello(Versions versions, String software, PeerLimits limits, Hash random, Slice key) {
    Slice encode() {
        WireWriter out = HelloKind.CLIENT.begin();
        versions.write(out);
        out.name(software);
        limits.write(out);
        return out.hash(random).raw(key).toSlice();
    }

    /** The versions in a hello whose rest may be of a version that is not known here. */
    static Versions versions(Slice bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        HelloKind.CLIENT.expect(in);
        return Versions.read(in);
    }

    static ClientHello decode(Slice bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        HelloKind.CLIENT.expect(in);
        ClientHello hello = new ClientHello(Versions.read(in), in.name(), PeerLimits.read(in), in.hash(),
                in.slice(XWingPublicKey.BYTES));
        in.end();
        return hello;
    }
}
