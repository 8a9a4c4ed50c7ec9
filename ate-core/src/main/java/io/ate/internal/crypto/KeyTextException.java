package io.ate.internal.crypto;

/** The text of a key file is not what it should be. Its message completes "the key file … ". */
final class KeyTextException extends Exception {
    private static final long serialVersionUID = 1L;

    KeyTextException(String message) {
        super(message);
    }
}
