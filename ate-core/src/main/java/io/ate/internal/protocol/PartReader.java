package io.ate.internal.protocol;

import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts together the messages that come in parts, one at a time. It takes memory only for what has come, and no more
 * than its bound. Confined to one thread.
 */
final class PartReader {
    /** Copies: a part shares its frame's array, which may be much longer and must not stay because of it. */
    private final List<byte[]> begun = new ArrayList<>();
    private int bound;
    private int length;

    /** @param bound the longest message that is taken, in bytes */
    PartReader(int bound) {
        this.bound = bound;
    }

    /** Takes messages up to another length from now on. */
    void allow(int longest) {
        bound = longest;
    }

    /**
     * Takes the next part.
     *
     * @return the whole message, if it is complete with this part
     * @throws MalformedException if the message exceeds the bound, or need not have come in parts
     */
    @Nullable
    Slice add(Part part) throws MalformedException {
        if (part.bytes().length() > bound - length) {
            throw new MalformedException("a message in parts exceeds " + bound + " bytes");
        }
        begun.add(part.bytes().toArray());
        length += part.bytes().length();
        return part.last() ? whole() : null;
    }

    private Slice whole() throws MalformedException {
        if (length <= Message.WHOLE) {
            throw new MalformedException("a message of " + length + " bytes travels whole");
        }
        WireWriter message = new WireWriter(length);
        begun.forEach(message::raw);
        drop();
        return message.toSlice();
    }

    /** Lets go of the message that has begun, if one has; the next part begins another. */
    void drop() {
        begun.clear();
        length = 0;
    }

    /** How many bytes have come of a message that is not complete; 0 if there is none. */
    int unfinished() {
        return length;
    }
}
