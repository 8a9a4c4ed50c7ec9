package io.ate.internal.crypto;

import io.ate.internal.wire.Hash;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.security.auth.DestroyFailedException;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The private keys of a signature suite, made from their seeds. Thread-safe: any number of threads sign at once;
 * closing waits for those that are signing, then zeroes, and later signing is an {@link IllegalStateException}.
 *
 * <p>
 * Ed25519 is Bouncy Castle's and ML-DSA-65 the JDK's, each the fastest that was measured.
 */
final class SigningKeys implements AutoCloseable {
    /** The seeds: Ed25519's, then ML-DSA-65's. */
    static final int SEED_BYTES = Ed25519.SECRET_KEY_SIZE + MlDsa65.SEED_BYTES;

    private final SignatureSuite suite = SignatureSuite.ED25519_ML_DSA_65;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Secret edwards;
    private final byte[] edwardsPublic = new byte[Ed25519.PUBLIC_KEY_SIZE];
    private final KeyPair lattice;
    private final Entropy entropy;

    private SigningKeys(byte[] seeds, Entropy entropy) {
        byte[] edwardsSeed = Arrays.copyOf(seeds, Ed25519.SECRET_KEY_SIZE);
        byte[] latticeSeed = Arrays.copyOfRange(seeds, Ed25519.SECRET_KEY_SIZE, SEED_BYTES);
        Ed25519.generatePublicKey(edwardsSeed, 0, edwardsPublic, 0);
        edwards = Secret.take(edwardsSeed);
        lattice = MlDsa65.fromSeed(latticeSeed);
        Arrays.fill(latticeSeed, (byte) 0);
        this.entropy = entropy;
    }

    /**
     * The keys that follow from {@code seeds}, which stay the caller's.
     *
     * @param seeds {@link #SEED_BYTES} bytes
     * @param entropy what hedges ML-DSA signatures
     */
    static SigningKeys of(Secret seeds, Entropy entropy) {
        if (seeds.length() != SEED_BYTES) {
            throw new IllegalArgumentException("signing keys follow from 64 bytes, not " + seeds.length());
        }
        return seeds.use(SecretAccess.granted(), bytes -> new SigningKeys(bytes, entropy));
    }

    /** The suite that these keys belong to. */
    SignatureSuite suite() {
        return suite;
    }

    /**
     * A signature over {@code digest} for the purpose that {@code label} names: Ed25519's 64 bytes, then ML-DSA-65's
     * 3309.
     *
     * @throws IllegalStateException if these keys are closed
     */
    byte[] sign(Hash digest, Label label) {
        byte[] input = SignatureInput.of(suite, label, digest);
        byte[] signature = new byte[suite.signatureBytes()];
        lock.readLock().lock();
        try {
            byte[] secret = edwards.expose(SecretAccess.granted());
            Ed25519.sign(secret, 0, edwardsPublic, 0, input, 0, input.length, signature, 0);
            Arrays.fill(secret, (byte) 0);
            byte[] second = MlDsa65.sign(lattice.getPrivate(), input, entropy);
            System.arraycopy(second, 0, signature, Ed25519.SIGNATURE_SIZE, second.length);
            return signature;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The public keys as the bundle has them: Ed25519, then ML-DSA-65. */
    byte[] publicBytes() {
        byte[] bytes = Arrays.copyOf(edwardsPublic, suite.publicBytes());
        System.arraycopy(MlDsa65.raw(lattice.getPublic()), 0, bytes, edwardsPublic.length, MlDsa65.PUBLIC_BYTES);
        return bytes;
    }

    /** Zeroes the private keys. Closing again does nothing. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            edwards.close();
            lattice.getPrivate().destroy();
        } catch (DestroyFailedException e) {
            throw new IllegalStateException("the JDK's ML-DSA keys can be zeroed", e);
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public String toString() {
        return "SigningKeys[" + suite + "]";
    }
}
