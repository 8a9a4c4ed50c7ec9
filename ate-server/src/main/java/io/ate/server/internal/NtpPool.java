package io.ate.server.internal;

/** Where NTP servers are asked for the time. Immutable. */
public record NtpPool(String host, int port) {
    /** The port of NTP. */
    private static final int PORT = 123;
    private static final int HIGHEST_PORT = 0xffff;

    /**
     * Reads {@code host} or {@code host:port}; an IPv6 address stands in brackets.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static NtpPool parse(String text) {
        int colon = text.endsWith("]") ? -1 : text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.isEmpty() || host.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("an NTP pool is a host, or host:port, not \"" + text + "\"");
        }
        return new NtpPool(host, colon < 0 ? PORT : port(text, text.substring(colon + 1)));
    }

    private static int port(String text, String number) {
        try {
            int port = Integer.parseInt(number);
            if (port > 0 && port <= HIGHEST_PORT) {
                return port;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new IllegalArgumentException("a port is 1 to " + HIGHEST_PORT + ", not " + number + " as in " + text);
    }

    @Override
    public String toString() {
        return port == PORT ? host : host + ":" + port;
    }
}
