package io.ate.internal.protocol;

/** What a client says to a server in matters of services, as caller or as one who serves. */
public sealed interface ServiceRequest extends ToServer permits Listen, Unlisten, Call, Reply, Decline, Allow, Abandon {
    /** The channel of the chain. */
    int channel();
}
