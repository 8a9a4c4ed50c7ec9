package io.ate.internal.host;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Where a connection comes from, as far as fairness goes: an address of IPv4, or a network of IPv6, since whoever has
 * one address of that has all 2⁶⁴ with the same first half. Immutable.
 */
public record Network(boolean six, long prefix) {
    public static Network of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet6Address ? new Network(true, bytes.getLong())
                : new Network(false, Integer.toUnsignedLong(bytes.getInt()));
    }
}
