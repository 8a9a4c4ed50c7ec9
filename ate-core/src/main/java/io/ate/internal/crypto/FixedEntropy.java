package io.ate.internal.crypto;

/**
 * Gives out given bytes, once and in order, and refuses to go on at their end. It hands a seed to key generators that
 * take one only as "randomness". Confined to one thread.
 */
final class FixedEntropy implements Entropy {
    private final byte[] bytes;
    private int position;

    /** An entropy of these bytes, which are not copied. */
    FixedEntropy(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public void fill(byte[] target) {
        if (target.length > bytes.length - position) {
            throw new IllegalStateException("more randomness was asked for than the seed has");
        }
        System.arraycopy(bytes, position, target, 0, target.length);
        position += target.length;
    }

    /** Tells whether all bytes were taken, as they are if the generator works as its standard says. */
    boolean isUsedUp() {
        return position == bytes.length;
    }
}
