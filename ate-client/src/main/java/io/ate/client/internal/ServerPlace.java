package io.ate.client.internal;

import java.util.Locale;

/**
 * Where a server is: host and port. Immutable.
 *
 * @param host a name or an address, that of IPv6 in brackets, in lower case
 * @param port 1 to 65535
 */
public record ServerPlace(String host, int port) {
    /** The port of an address that names none. */
    public static final int PORT = 5000;

    private static final int HIGHEST = 65_535;

    /** @throws IllegalArgumentException if there is no such port */
    public ServerPlace {
        if (port < 1 || port > HIGHEST) {
            throw new IllegalArgumentException("a port is 1 to " + HIGHEST + ", unlike " + port);
        }
        host = host.toLowerCase(Locale.ROOT);
    }

    /** The host as resolvers want it. */
    String bareHost() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** {@code host:port}, as it stands in addresses and files. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
