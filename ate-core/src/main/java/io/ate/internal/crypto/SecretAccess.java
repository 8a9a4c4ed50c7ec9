package io.ate.internal.crypto;

/**
 * The token without which no {@link Secret} gives out its bytes. It protects from accidents, not from attackers: every
 * place that reads a secret has to say so, and a search for this type finds them all. Immutable and thread-safe.
 */
public final class SecretAccess {
    private static final SecretAccess TOKEN = new SecretAccess();

    private SecretAccess() {}

    /** The token. Whoever asks for it takes on the duty to zero what it reads. */
    public static SecretAccess granted() {
        return TOKEN;
    }
}
