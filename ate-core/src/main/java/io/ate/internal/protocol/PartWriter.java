package io.ate.internal.protocol;

import io.ate.internal.wire.Slice;

/** Cuts one long message into its parts. Confined to one thread. */
final class PartWriter {
    private final Slice message;
    private int position;

    /** @param message encoded, longer than {@link Message#WHOLE} */
    PartWriter(Slice message) {
        if (message.length() <= Message.WHOLE) {
            throw new IllegalArgumentException("a message of " + message.length() + " bytes travels whole");
        }
        this.message = message;
    }

    boolean hasNext() {
        return position < message.length();
    }

    /** The next part, sharing the message's bytes; only while {@link #hasNext()}. */
    Part next() {
        int length = Math.min(Part.BYTES, message.length() - position);
        Slice bytes = message.part(position, length);
        position += length;
        return new Part(!hasNext(), bytes);
    }
}
