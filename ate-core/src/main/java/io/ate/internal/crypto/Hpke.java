package io.ate.internal.crypto;

import io.ate.internal.wire.Slice;
import java.util.Arrays;

/**
 * HPKE (RFC 9180) in base mode with X-Wing (0x647A), HKDF-SHA-256 (0x0001) and AES-256-GCM (0x0002): seals to a public
 * key, or agrees on secrets with its holder. Stateless and thread-safe.
 */
public final class Hpke {
    /** By how much what is sealed is longer than its plaintext: the encapsulation and a tag. */
    public static final int OVERHEAD = XWingPublicKey.CIPHERTEXT_BYTES + AesGcm.TAG_BYTES;

    private static final int KEM_X_WING = 0x647a;

    private Hpke() {}

    /** Seals one plaintext: the encapsulation (1120 bytes), then ciphertext and tag. */
    public static byte[] seal(XWingPublicKey receiver, byte[] info, AssociatedData bound, Slice plaintext,
            Entropy entropy) {
        try (Sender sender = sender(receiver, info, entropy)) {
            byte[] sealed = Arrays.copyOf(sender.encapsulation.toArray(), plaintext.length() + OVERHEAD);
            sender.context.seal(bound, plaintext, sealed, sender.encapsulation.length());
            return sealed;
        }
    }

    /**
     * Opens what {@link #seal} made for the same key, info and associated data. The receiver zeroes the plaintext if it
     * is a secret.
     *
     * @throws AuthenticationFailedException if anything is not as it was when sealed
     */
    public static byte[] open(XWingPrivateKey receiver, byte[] info, AssociatedData bound, Slice sealed)
            throws AuthenticationFailedException {
        if (sealed.length() < OVERHEAD) {
            throw new AuthenticationFailedException("what HPKE seals has at least " + OVERHEAD + " bytes, not "
                    + sealed.length());
        }
        Slice encapsulation = sealed.part(0, XWingPublicKey.CIPHERTEXT_BYTES);
        try (HpkeContext context = receiver(receiver, encapsulation, info)) {
            return context.open(bound, sealed.part(encapsulation.length(), sealed.length() - encapsulation.length()));
        }
    }

    /** Begins the sender's side of an agreement. */
    public static Sender sender(XWingPublicKey receiver, byte[] info, Entropy entropy) {
        try (XWingPublicKey.Encapsulated encapsulated = receiver.encapsulate(entropy)) {
            return new Sender(encapsulated.ciphertext(), HpkeContext.of(KEM_X_WING, encapsulated.secret(), info));
        }
    }

    /**
     * The receiver's side of the agreement that {@code encapsulation} began.
     *
     * @throws AuthenticationFailedException if the encapsulation cannot be one; a false one shows only in what does not
     * open or match later
     */
    public static HpkeContext receiver(XWingPrivateKey receiver, Slice encapsulation, byte[] info)
            throws AuthenticationFailedException {
        try (Secret shared = receiver.decapsulate(encapsulation)) {
            return HpkeContext.of(KEM_X_WING, shared, info);
        }
    }

    /** The sender's side: what to send, and the context that only its receiver comes to as well. */
    public record Sender(Slice encapsulation, HpkeContext context) implements AutoCloseable {
        @Override
        public void close() {
            context.close();
        }
    }
}
