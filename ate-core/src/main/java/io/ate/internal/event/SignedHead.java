package io.ate.internal.event;

import io.ate.ChainId;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Label;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.crypto.VerifyingKeys;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/**
 * The server's signed statement of a chain's tree at one size. Immutable.
 *
 * @param epoch rises when a server was restored to an older state
 * @param time the server's clock in milliseconds since 1970
 */
public record SignedHead(ChainId chain, long epoch, RootAt root, long time, Slice signature) {

    private static final Label HEAD = Label.of("ate/head/1");

    /** A head signed by the server's identity. */
    public static SignedHead sign(ChainId chain, long epoch, RootAt root, long time, HeldKeys identity) {
        return new SignedHead(chain, epoch, root, time,
                Slice.of(identity.sign(digest(chain, epoch, root, time), HEAD)));
    }

    /** Tells whether the signature is by the server with that identity. */
    public boolean isBy(VerifyingKeys identity) {
        return identity.verify(digest(chain, epoch, root, time), HEAD, signature);
    }

    public void write(WireWriter out) {
        out.raw(chain.bytes()).u64(epoch).u64(root.size()).hash(root.root()).u64(time).slice16(signature);
    }

    public static SignedHead read(WireReader in) throws MalformedException {
        ChainId chain = ChainId.of(in.slice(Hash.BYTES).toArray());
        long epoch = in.u64();
        RootAt root = new RootAt(in.u64(), in.hash());
        long time = in.u64();
        Slice signature = in.slice16();
        if (signature.length() > Bounds.SIGNATURE) {
            throw new MalformedException("a signature exceeds " + Bounds.SIGNATURE + " bytes");
        }
        return new SignedHead(chain, epoch, root, time, signature);
    }

    private static Hash digest(ChainId chain, long epoch, RootAt root, long time) {
        return Sha256.of(HEAD).fixed(chain.bytes()).u64(epoch).u64(root.size()).fixed(root.root()).u64(time).digest();
    }
}
