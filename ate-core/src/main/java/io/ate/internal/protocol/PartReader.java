package io.ate.internal.protocol;

import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * Puts together the messages that come in parts, one at a time. It takes memory only for what has come, and no more
 * than its bound. Confined to one thread.
 */
public final class PartReader {
    private final int bound;
    private @Nullable WireWriter begun;

    /** @param bound the longest message that is taken, in bytes */
    public PartReader(int bound) {
        this.bound = bound;
    }

    /**
     * Takes the next part.
     *
     * @return the whole message, if it is complete with this part
     * @throws MalformedException if the message exceeds the bound, or need not have come in parts
     */
    public @Nullable Slice add(Part part) throws MalformedException {
        WireWriter message = begun;
        if (message == null) {
            message = new WireWriter(2 * Message.WHOLE);
            begun = message;
        }
        if (part.bytes().length() > bound - message.length()) {
            throw new MalformedException("a message in parts exceeds " + bound + " bytes");
        }
        message.raw(part.bytes());
        if (!part.last()) {
            return null;
        }
        begun = null;
        if (message.length() <= Message.WHOLE) {
            throw new MalformedException("a message of " + message.length() + " bytes travels whole");
        }
        return message.toSlice();
    }

    /** Tells whether a message has begun and is not complete. */
    public boolean isUnfinished() {
        return begun != null;
    }
}
