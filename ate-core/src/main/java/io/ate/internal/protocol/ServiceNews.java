package io.ate.internal.protocol;

/** What a server says to a client in matters of services, as caller or as one who serves. */
public sealed interface ServiceNews extends ToClient permits Called, Listening, Replied, Allowed, Abandoned {
    /** The channel of the chain. */
    int channel();
}
