package io.ate.internal.crypto;

import io.ate.internal.wire.Hash;
import java.nio.ByteBuffer;

/**
 * What both components of a suite sign: {@code "ate/signature/1" ‖ u8 suite ‖ u32 length ‖ label ‖ digest (32)}. Suite
 * and label are covered, so a component's signature is worthless in another suite or for another purpose. Stateless.
 */
final class SignatureInput {
    private static final Label SIGNATURE = Label.of("ate/signature/1");

    private SignatureInput() {}

    static byte[] of(SignatureSuite suite, Label label, Hash digest) {
        byte[] prefix = SIGNATURE.bytes();
        byte[] purpose = label.bytes();
        return ByteBuffer.allocate(prefix.length + 1 + 4 + purpose.length + Hash.BYTES)
                .put(prefix)
                .put((byte) suite.id())
                .putInt(purpose.length)
                .put(purpose)
                .put(digest.bytes())
                .array();
    }
}
