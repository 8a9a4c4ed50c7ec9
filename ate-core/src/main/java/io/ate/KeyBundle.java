package io.ate;

import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.KeyFile;
import java.nio.file.Path;
import java.util.Objects;

/**
 * One person's keys, or a server's: they sign and they open what was shared with their {@linkplain #publicKeys() public
 * part}. Made and read by the methods here, not to be implemented. Thread-safe.
 *
 * <p>
 * Close it when it is no longer needed, after the chains that were opened with it: the private keys are then zeroed.
 * Sessions with it commit nothing any more, in either trust, also what a unit of work had begun: they get an
 * {@link IllegalStateException} that names the bundle. What they have opened of a chain already they may still read
 * until that, or their handle on it, is closed; not what was sealed with newer data keys since. Where the connection to
 * the server breaks and the chain is not for everyone to read, it ends with {@link NoReadAuthorityException}, for want
 * of keys to prove.
 *
 * {@snippet :
 * try (KeyBundle alice = KeyBundle.generate()) {
 *     alice.save(Path.of("alice.key"));
 *     System.out.println(alice.publicKeys().toLine());
 * }
 * }
 */
public interface KeyBundle extends AutoCloseable {

    /** New keys from the operating system's random numbers. */
    static KeyBundle generate() {
        return HeldKeys.generate(Entropy.system());
    }

    /**
     * Reads the keys that {@link #save(Path)} wrote.
     *
     * @throws KeyFileException if the file is missing, damaged, protected by a passphrase, or open to other users
     */
    static KeyBundle load(Path file) {
        return HeldKeys.load(Objects.requireNonNull(file, "file"));
    }

    /**
     * Reads the keys that {@link #save(Path, char[])} wrote.
     *
     * @param passphrase stays the caller's, to be overwritten
     * @throws KeyFileException if the passphrase is wrong, or the file is missing, damaged, not protected, or open to
     * other users
     */
    static KeyBundle load(Path file, char[] passphrase) {
        return HeldKeys.load(Objects.requireNonNull(file, "file"), Objects.requireNonNull(passphrase, "passphrase"));
    }

    /**
     * Tells whether a key file needs a passphrase, so that a program knows to ask for one.
     *
     * @throws KeyFileException if the file is missing, damaged, or open to other users
     */
    static boolean needsPassphrase(Path file) {
        return KeyFile.isProtected(Objects.requireNonNull(file, "file"));
    }

    /** What others may know of these keys. */
    PublicKeys publicKeys();

    /** The short name of these keys. */
    default KeyId id() {
        return publicKeys().id();
    }

    /**
     * Writes the keys to a new file that only its owner can read (mode 0600).
     *
     * @throws KeyFileException if the file exists, which is never overwritten, or cannot be written
     */
    void save(Path file);

    /**
     * Writes the keys to a new file (mode 0600) that opens only with the passphrase (Argon2id, 64 MiB, 3 passes).
     *
     * @param passphrase at least one character; stays the caller's, to be overwritten
     * @throws KeyFileException if the file exists, which is never overwritten, or cannot be written
     */
    void save(Path file, char[] passphrase);

    /** Zeroes the private keys. Closing again does nothing. */
    @Override
    void close();
}
