package io.ate.internal.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The fixed ASCII text that begins every input of a hash, MAC or signature, so that no two uses ever share an input.
 * Immutable and thread-safe; meant to be kept in a constant, since it holds the hash state after its own text.
 */
public final class Label {
    private final String text;
    private final byte[] bytes;
    /** SHA-256 having absorbed the label: only ever cloned, which reads it, so that threads may share it. */
    private final MessageDigest begun;

    private Label(String text) {
        this.text = text;
        bytes = text.getBytes(StandardCharsets.US_ASCII);
        begun = Sha256.newDigest();
        begun.update(bytes);
    }

    /**
     * The label with this text.
     *
     * @throws IllegalArgumentException if the text is empty or not printable ASCII
     */
    public static Label of(String text) {
        if (text.isEmpty() || !text.chars().allMatch(each -> each > ' ' && each < 0x7f)) {
            throw new IllegalArgumentException("a label is printable ASCII: \"" + text + "\"");
        }
        return new Label(text);
    }

    /** The label's text as bytes, in an array of the caller's own. */
    public byte[] bytes() {
        return bytes.clone();
    }

    MessageDigest begin() {
        return Sha256.copyOf(begun);
    }

    @Override
    public String toString() {
        return text;
    }
}
