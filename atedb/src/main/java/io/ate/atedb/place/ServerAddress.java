package io.ate.atedb.place;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a server is, and who it must be: {@code ws://host[:port]/db[#fingerprint]}, of which people may leave out what
 * is always the same: {@code host:port}. Immutable.
 *
 * @param host a name or an address, that of IPv6 in brackets
 * @param port 5000 if the text has none
 * @param fingerprint of the server's identity, if it is known beforehand; never sent
 */
public record ServerAddress(String host, int port, Optional<String> fingerprint) {

    static final int DEFAULT_PORT = 5000;
    static final String PATH = "/db";
    private static final int LAST_PORT = 65_535;

    private static final Set<String> PATHS = Set.of("", "/", PATH, PATH + "/");
    private static final String SCHEME = "ws";
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

    /** @throws IllegalArgumentException if the port or the fingerprint is none */
    public ServerAddress {
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException("the port of a server's address is 1 to " + LAST_PORT + ", not " + port);
        }
        fingerprint.ifPresent(ServerAddress::requireFingerprint);
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if the text is none; the message says what one looks like
     */
    public static ServerAddress parse(String text) {
        URI uri = uri(text.contains("://") ? text : SCHEME + "://" + text);
        if (!PATHS.contains(uri.getPath())) {
            throw new IllegalArgumentException("a server's address is host:port or ws://host[:port]" + PATH + ", not "
                    + text);
        }
        return of(uri, Optional.ofNullable(uri.getFragment()));
    }

    static ServerAddress of(URI uri, Optional<String> fingerprint) {
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        return new ServerAddress(uri.getHost().toLowerCase(Locale.ROOT), port,
                fingerprint.map(each -> each.toLowerCase(Locale.ROOT)));
    }

    /** The address that {@code text} is, as far as that holds for servers and chains alike. */
    static URI uri(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not an address: " + text + " (" + e.getReason() + ")", e);
        }
        if ("wss".equals(uri.getScheme())) {
            throw new IllegalArgumentException("wss:// is not supported yet: use ws://, which is authenticated and "
                    + "encrypted end to end already, in " + text);
        }
        if (!SCHEME.equals(uri.getScheme()) || uri.getHost() == null
                || uri.getQuery() != null || uri.getUserInfo() != null) {
            throw new IllegalArgumentException("an address is ws://host[:port]" + PATH + "…, not " + text);
        }
        return uri;
    }

    /** Whether only programs on the same machine find the server under this address. */
    public boolean isOfThisMachine() {
        return "localhost".equals(host) || host.startsWith("127.") || "[::1]".equals(host);
    }

    /** This address, with the identity demanded. */
    public ServerAddress withFingerprint(String demanded) {
        requireFingerprint(demanded);
        if (fingerprint.isPresent() && !fingerprint.get().equals(demanded)) {
            throw new IllegalArgumentException(
                    "the address names another fingerprint than --server-key: leave one out");
        }
        return new ServerAddress(host, port, Optional.of(demanded));
    }

    /** Host and port, as {@code known_servers} has them. */
    public String authority() {
        return host + ":" + port;
    }

    /** The address without what is never sent. */
    public String bare() {
        return SCHEME + "://" + authority() + PATH;
    }

    @Override
    public String toString() {
        return bare() + fingerprint.map("#"::concat).orElse("");
    }

    private static void requireFingerprint(String text) {
        if (!FINGERPRINT.matcher(text).matches()) {
            throw new IllegalArgumentException("a fingerprint has 64 hexadecimal digits: " + text);
        }
    }
}
