package io.ate.internal.protocol;

import io.ate.PublicKeys;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a channel. Immutable.
 *
 * @param version of the protocol that both speak
 * @param software name and version of its program, for people; what it says of itself
 * @param limits that it sets
 * @param identity the public keys whose holder it has shown itself to be, or null for a client, which has none
 */
public record Peer(int version, String software, PeerLimits limits, @Nullable PublicKeys identity) {}
