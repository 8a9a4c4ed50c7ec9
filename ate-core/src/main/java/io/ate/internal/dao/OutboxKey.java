package io.ate.internal.dao;

import io.ate.ChainId;
import io.ate.CorruptionException;
import io.ate.internal.crypto.AssociatedData;
import io.ate.internal.crypto.AuthenticationFailedException;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Hpke;
import io.ate.internal.crypto.Label;
import io.ate.internal.crypto.PublicBundle;
import io.ate.internal.crypto.Secret;
import io.ate.internal.crypto.SecretAccess;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.crypto.VerifyingKeys;
import io.ate.internal.crypto.XWingPublicKey;
import io.ate.internal.crypto.Xaes256Gcm;
import io.ate.internal.replica.OutboxLog;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import io.ate.internal.wire.WireWriter;

/**
 * What the values are sealed with that lie in a chain's outbox under one key of a session. Whoever has the disk can
 * neither read them nor put anything there: the secret is wrapped for that key, and the wrap is signed by it, since
 * anybody could make one. Thread-safe; the secret is its maker's to close.
 *
 * @param secret which follows from the key bundle and the wrap in the outbox
 */
record OutboxKey(ChainId chain, Secret secret, Entropy entropy) {

    private static final Label KEY = Label.of("ate/outbox-key/1");
    private static final Label COMMIT = Label.of("ate/outbox/1");
    private static final int LAYOUT = 1;

    /**
     * The one that is noted in the outbox, which is made and noted where there is none.
     *
     * @throws CorruptionException if what is noted was not noted by that key
     */
    static OutboxKey of(ChainId chain, OutboxLog outbox, HeldKeys owner, Entropy entropy) {
        Slice note = outbox.noted(owner.id(), () -> make(chain, owner, entropy));
        return new OutboxKey(chain, open(chain, owner, note), entropy);
    }

    private static Slice make(ChainId chain, HeldKeys owner, Entropy entropy) {
        try (Secret secret = Secret.random(Xaes256Gcm.KEY_BYTES, entropy)) {
            XWingPublicKey receiver = XWingPublicKey.of(PublicBundle.of(owner.publicKeys().encoded()));
            Slice wrap = Slice.of(secret.use(SecretAccess.granted(), bytes -> Hpke.seal(receiver, info(chain, owner),
                    AssociatedData.none(), Slice.of(bytes), entropy)));
            Slice signature = Slice.of(owner.sign(digest(chain, owner, wrap), KEY));
            return new WireWriter(8192).u8(LAYOUT).slice16(wrap).slice16(signature).toSlice();
        }
    }

    private static Secret open(ChainId chain, HeldKeys owner, Slice note) {
        try {
            WireReader in = new WireReader(note);
            if (in.u8() != LAYOUT) {
                throw new MalformedException("a layout that this version does not know");
            }
            Slice wrap = in.slice16();
            Slice signature = in.slice16();
            in.end();
            VerifyingKeys verifying = VerifyingKeys.of(PublicBundle.of(owner.publicKeys().encoded()));
            if (!verifying.verify(digest(chain, owner, wrap), KEY, signature)) {
                throw new MalformedException("it is not signed by that key");
            }
            return owner.open(info(chain, owner), AssociatedData.none(), wrap);
        } catch (MalformedException | AuthenticationFailedException e) {
            throw new CorruptionException("the key of the outbox that " + owner.id() + " noted is damaged or forged",
                    e);
        }
    }

    private static byte[] info(ChainId chain, HeldKeys owner) {
        return new WireWriter(128).raw(KEY.bytes())
                .raw(chain.bytes())
                .bits64(owner.id().high())
                .bits64(owner.id().low())
                .toArray();
    }

    private static Hash digest(ChainId chain, HeldKeys owner, Slice wrap) {
        byte[] key = new WireWriter(16).bits64(owner.id().high()).bits64(owner.id().low()).toArray();
        return Sha256.of(KEY).fixed(chain.bytes()).fixed(key).variable(wrap).digest();
    }

    /**
     * Seals what lies beside a commit, which it is bound to:
     * {@code u32 length ‖ what is in clear ‖ nonce (24) ‖ ciphertext ‖ tag}.
     *
     * @param commit hash of its statement
     * @param clear what nobody can change either, and anybody can read
     */
    Slice seal(Hash commit, Slice clear, Slice plaintext) {
        byte[] nonce = Xaes256Gcm.newNonce(entropy);
        byte[] sealed = Xaes256Gcm.seal(secret, nonce, bound(commit, clear), plaintext);
        return new WireWriter(4 + clear.length() + nonce.length + sealed.length).slice32(clear)
                .raw(nonce)
                .raw(sealed)
                .toSlice();
    }

    /** Opens what {@link #seal} sealed beside the same commit. */
    Slice open(Hash commit, Slice sealed) throws AuthenticationFailedException, MalformedException {
        WireReader in = new WireReader(sealed);
        Slice clear = in.slice32(sealed.length());
        byte[] nonce = in.slice(Xaes256Gcm.NONCE_BYTES).toArray();
        return Slice.of(Xaes256Gcm.open(secret, nonce, bound(commit, clear), in.slice(in.remaining())));
    }

    /** What is in clear of what {@link #seal} has sealed, or so it says: it is vouched for when the rest is opened. */
    static Slice clear(Slice sealed) throws MalformedException {
        return new WireReader(sealed).slice32(sealed.length());
    }

    private AssociatedData bound(Hash commit, Slice clear) {
        return AssociatedData.of(COMMIT)
                .fixed(chain.bytes())
                .fixed(new WireWriter(Hash.BYTES).hash(commit).toArray())
                .variable(clear);
    }
}
