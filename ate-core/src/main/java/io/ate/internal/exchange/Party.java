package io.ate.internal.exchange;

import io.ate.KeyId;
import io.ate.internal.protocol.ToClient;
import java.util.Set;

/** A client's channel for the chain, which calls, or serves, or both. Thread-safe; equal to nothing but itself. */
public interface Party {
    /** The keys under which it may act now. */
    Set<KeyId> proven();

    /** The number of its channel. */
    int channel();

    /** Tells whether it takes so many bytes more of requests and replies, or has not yet taken those before. */
    boolean takes(int bytes);

    /** So many bytes more, or fewer, are kept here on its account, beside what it is told. */
    void keep(int difference);

    /**
     * Tells it something, after what it was told before for the same sequence or an earlier one. Who is told too much
     * that he does not take is lost, and will have left.
     *
     * @param after is told when it has been sent the chain up to this sequence
     * @param bytes that the message brings; what is short brings none
     */
    void tell(long after, ToClient message, int bytes);
}
