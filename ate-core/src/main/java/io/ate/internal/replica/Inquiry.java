package io.ate.internal.replica;

import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import java.util.List;

/**
 * Something that whoever keeps the chain is asked beside commits, and asked again on the next connection until it is
 * answered or over. Used by one task at a time.
 */
interface Inquiry {
    /** The keys that have to be proven before. */
    List<HeldKeys> keys();

    /** The request; made anew each time that it is sent, and before it is. */
    ToServer ask(int channel, int request);

    /** The connection on which it was sent is gone, without an answer. */
    default void unsent() {
        // it is asked anew
    }

    /** The kind of message that answers it, beside a refusal. */
    Class<? extends ToClient> kind();

    /** Tells whether it is not asked at all where the server is away, and whoever needs it is told so. */
    default boolean isForNow() {
        return false;
    }

    /** Takes the answer, which may be a refusal. */
    void answered(ToClient answer);

    /** It can never be sent. */
    void failed(RuntimeException cause);

    /** Tells whether nobody wants to know any more. */
    boolean isOver();
}
