package io.ate.internal.crypto;

/**
 * A ciphertext did not open: wrong key, changed bytes, or another place than it was sealed for. Which of these it is
 * cannot be told. Checked, since it is to be expected of what strangers send; carries no stack trace for that reason.
 */
public final class AuthenticationFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    public AuthenticationFailedException(String message) {
        super(message, null, false, false);
    }
}
