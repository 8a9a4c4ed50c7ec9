package io.ate.internal.crypto;

import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * Key bytes as the ciphers and MACs of the JDK want them, without the copy that {@code SecretKeySpec} makes and cannot
 * zero. Never printed or serialized. Confined to the method that makes it.
 */
final class RawKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    private final transient byte[] bytes;

    /** A key of these bytes, which stay the caller's. */
    RawKey(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public String getAlgorithm() {
        return "AES";
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        return bytes.clone();
    }

    @Override
    public void destroy() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "RawKey";
    }
}
