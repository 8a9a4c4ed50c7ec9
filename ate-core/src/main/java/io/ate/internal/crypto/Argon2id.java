package io.ate.internal.crypto;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * How a passphrase becomes a key: Argon2id (RFC 9106, version 1.3) with these parameters, which stand beside what the
 * key opens. They may come from a stranger's file, so there is a floor, below which guessing would be cheap, and a
 * ceiling, above which merely opening the file would take the machine down. Immutable and thread-safe.
 *
 * @param memoryKiB memory in KiB
 * @param passes passes over it
 * @param lanes lanes
 */
public record Argon2id(int memoryKiB, int passes, int lanes) {

    /** 64 MiB, 3 passes, 4 lanes: the second recommended option of RFC 9106. Also the floor. */
    public static final Argon2id DEFAULT = new Argon2id(64 * 1024, 3, 4);
    /** How long a salt is. */
    public static final int SALT_BYTES = 16;

    private static final int MAX_MEMORY_KIB = 1024 * 1024;
    private static final int MAX_PASSES = 16;
    private static final int MAX_LANES = 16;
    private static final int MIN_MEMORY_KIB = 64 * 1024;
    private static final int MIN_PASSES = 3;

    public Argon2id {
        if (memoryKiB < MIN_MEMORY_KIB || passes < MIN_PASSES || lanes < 1) {
            throw new IllegalArgumentException("Argon2id with " + memoryKiB + " KiB, " + passes + " passes and " + lanes
                    + " lanes is weaker than is safe");
        }
        if (memoryKiB > MAX_MEMORY_KIB || passes > MAX_PASSES || lanes > MAX_LANES) {
            throw new IllegalArgumentException("Argon2id with " + memoryKiB + " KiB, " + passes + " passes and " + lanes
                    + " lanes asks for more than this program gives");
        }
    }

    /**
     * The key of {@code passphrase}, taken as UTF-8. The passphrase stays the caller's to zero.
     *
     * @throws IllegalArgumentException if the passphrase is empty
     */
    public Secret derive(char[] passphrase, byte[] salt, int length) {
        if (passphrase.length == 0) {
            throw new IllegalArgumentException("a passphrase must not be empty");
        }
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        Argon2Parameters.Builder parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKiB)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt);
        generator.init(parameters.build());
        byte[] key = new byte[length];
        generator.generateBytes(passphrase, key);
        return Secret.take(key);
    }
}
