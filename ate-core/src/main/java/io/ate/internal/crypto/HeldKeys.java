package io.ate.internal.crypto;

import io.ate.KeyBundle;
import io.ate.PublicKeys;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * The key bundle that this library works with: the private keys and what is done with them. Thread-safe: any number of
 * threads sign and open at once. Everything follows from 96 bytes: the seeds of Ed25519, ML-DSA-65 and X-Wing.
 */
public final class HeldKeys implements KeyBundle {
    static final int SEED_BYTES = SigningKeys.SEED_BYTES + XWingPrivateKey.SEED_BYTES;

    private final Secret seeds;
    private final SigningKeys signing;
    private final XWingPrivateKey encapsulation;
    private final PublicKeys publicKeys;
    private final Entropy entropy;

    private HeldKeys(Secret seeds, Entropy entropy) {
        this.seeds = seeds;
        this.entropy = entropy;
        byte[] bytes = seeds.expose(SecretAccess.granted());
        try (Secret forSigning = Secret.take(Arrays.copyOf(bytes, SigningKeys.SEED_BYTES));
                Secret forEncapsulation = Secret.take(Arrays.copyOfRange(bytes, SigningKeys.SEED_BYTES, SEED_BYTES))) {
            signing = SigningKeys.of(forSigning, entropy);
            encapsulation = XWingPrivateKey.of(forEncapsulation);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
        publicKeys = PublicKeys.of(PublicBundle.of(signing, encapsulation.publicKey()).encoded());
    }

    /** New keys. */
    public static HeldKeys generate(Entropy entropy) {
        return new HeldKeys(Secret.random(SEED_BYTES, entropy), entropy);
    }

    /** The keys that follow from {@code seeds} (96 bytes), which belong to them from now on. */
    static HeldKeys of(Secret seeds, Entropy entropy) {
        return new HeldKeys(seeds, entropy);
    }

    /**
     * This library's view of a bundle that a program hands in.
     *
     * @throws IllegalArgumentException if the program made its own implementation
     */
    public static HeldKeys of(KeyBundle bundle) {
        if (bundle instanceof HeldKeys held) {
            return held;
        }
        throw new IllegalArgumentException(
                "a KeyBundle comes from KeyBundle.generate or KeyBundle.load, not from " + bundle.getClass().getName());
    }

    /** Reads a key file; see {@link KeyFile}. */
    public static HeldKeys load(Path file) {
        return load(file, Entropy.system());
    }

    /** Reads a key file; the keys take from {@code entropy} what they need for signing. */
    public static HeldKeys load(Path file, Entropy entropy) {
        return KeyFile.load(file, entropy);
    }

    /** Reads a key file that a passphrase protects; see {@link KeyFile}. */
    public static HeldKeys load(Path file, char[] passphrase) {
        return KeyFile.load(file, passphrase, Entropy.system());
    }

    @Override
    public PublicKeys publicKeys() {
        return publicKeys;
    }

    /** Tells whether these keys cannot be used any more. */
    public boolean isClosed() {
        return seeds.isClosed();
    }

    /**
     * Throws unless these keys can still be used.
     *
     * @throws IllegalStateException if they were closed; the message names them
     */
    public void demandOpen() {
        if (isClosed()) {
            throw new IllegalStateException(
                    "the key bundle " + id() + " was closed: it signs and opens nothing any more; "
                            + "close it after the chains that were opened with it");
        }
    }

    /**
     * A signature over {@code digest} for the purpose that {@code label} names; see {@link SigningKeys#sign}.
     *
     * @throws IllegalStateException if these keys were closed
     */
    public byte[] sign(Hash digest, Label label) {
        demandOpen();
        return signing.sign(digest, label);
    }

    /**
     * Opens what was sealed to these keys by {@link Hpke#seal}.
     *
     * @throws AuthenticationFailedException if it was sealed to others, or is not as it was when sealed
     * @throws IllegalStateException if these keys were closed
     */
    public Secret open(byte[] info, AssociatedData bound, Slice sealed) throws AuthenticationFailedException {
        demandOpen();
        return Secret.take(Hpke.open(encapsulation, info, bound, sealed));
    }

    @Override
    public void save(Path file) {
        KeyFile.save(this, Objects.requireNonNull(file, "file"));
    }

    @Override
    public void save(Path file, char[] passphrase) {
        KeyFile.save(this, Objects.requireNonNull(file, "file"), Objects.requireNonNull(passphrase, "passphrase"),
                entropy);
    }

    Secret seeds() {
        return seeds;
    }

    @Override
    public void close() {
        seeds.close();
        signing.close();
        encapsulation.close();
    }

    @Override
    public String toString() {
        return "KeyBundle[" + id() + "]";
    }
}
