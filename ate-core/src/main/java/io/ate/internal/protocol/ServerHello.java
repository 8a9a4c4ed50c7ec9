package io.ate.internal.protocol;

import io.ate.internal.crypto.Label;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.crypto.XWingPublicKey;
import io.ate.internal.event.Bounds;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/**
 * What a server answers to a {@link ClientHello}, in clear: {@code statement ‖ u16 length ‖ signature}, the statement
 * being {@code "ATE-" ‖ u8 2 ‖ versions ‖ u16 chosen version ‖ u8 length ‖ software ‖ limits ‖ random (32) ‖
 * u16 length ‖ identity ‖ encapsulation (1120)}. Immutable.
 *
 * @param version the highest that both sides speak
 * @param software name and version of the program, for people
 * @param random makes the transcript the server's own
 * @param identity the server's encoded public keys
 * @param encapsulation of the channel's secret, to the client's key
 */
record ServerHello(Versions versions, int version, String software, PeerLimits limits, Hash random, Slice identity,
        Slice encapsulation) {

    /** Under which a server signs the transcript. */
    static final Label HELLO = Label.of("ate/hello/1");

    /** A hello as it came, with the bytes that its signature covers. */
    record Signed(ServerHello hello, Slice statement, Slice signature) {}

    /** What is signed, and what everything later in the connection is bound to. */
    static Hash transcript(Slice clientHello, Slice statement) {
        return Sha256.of(HELLO).variable(clientHello).variable(statement).digest();
    }

    Slice statement() {
        WireWriter out = HelloKind.SERVER.begin();
        versions.write(out);
        out.u16(version).name(software);
        limits.write(out);
        return out.hash(random).slice16(identity).raw(encapsulation).toSlice();
    }

    static Slice encode(Slice statement, Slice signature) {
        return new WireWriter(statement.length() + 2 + signature.length()).raw(statement).slice16(signature).toSlice();
    }

    static Signed decode(Slice bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        HelloKind.SERVER.expect(in);
        ServerHello hello = new ServerHello(Versions.read(in), in.u16(), in.name(), PeerLimits.read(in), in.hash(),
                Fields.slice16(in, Bounds.BUNDLE), in.slice(XWingPublicKey.CIPHERTEXT_BYTES));
        Slice statement = bytes.part(0, in.position());
        Slice signature = Fields.signature(in);
        in.end();
        return new Signed(hello, statement, signature);
    }
}
