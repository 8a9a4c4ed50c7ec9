package io.ate.client.internal;

import io.ate.ChainId;
import io.ate.ChainName;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What users write to say where a server or a chain is: {@code ws://host[:port]/db[/name][#fingerprint][&chain=id]}.
 * Immutable.
 *
 * @param chain the chain's name, if the address names one
 * @param fingerprint of the identity that the server must have; never sent
 * @param id that the chain must have
 */
public record ChainAddress(ServerPlace server, Optional<ChainName> chain, Optional<String> fingerprint,
        Optional<ChainId> id) {

    private static final String PATH = "/db";
    private static final String ID = "chain=";
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

    /** Tells whether {@code text} is an address, and not just a chain's name. */
    public static boolean isAddress(String text) {
        return text.contains("://");
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if the text is none; the message says what one looks like
     */
    public static ChainAddress parse(String text) {
        URI uri = uri(text);
        String path = String.valueOf(uri.getPath());
        if (!path.equals(PATH) && !path.startsWith(PATH + "/")) {
            throw malformed(text);
        }
        String name = path.length() <= PATH.length() + 1 ? "" : path.substring(PATH.length() + 1);
        int port = uri.getPort() < 0 ? ServerPlace.PORT : uri.getPort();
        return withFragment(new ServerPlace(uri.getHost(), port),
                name.isEmpty() ? Optional.empty() : Optional.of(new ChainName(name)),
                uri.getFragment() == null ? "" : uri.getFragment());
    }

    /**
     * The chain of that name, which may be followed by {@code #chain=id}, at this address's server.
     *
     * @throws IllegalArgumentException if the text is no such name, or demands another identity of the server than its
     * address does
     */
    public ChainAddress chain(String text) {
        int hash = text.indexOf('#');
        String name = hash < 0 ? text : text.substring(0, hash);
        ChainAddress read = withFragment(server, Optional.of(new ChainName(name)),
                hash < 0 ? "" : text.substring(hash + 1));
        if (read.fingerprint.isPresent() && !read.fingerprint.equals(fingerprint)) {
            throw new IllegalArgumentException(
                    "a fingerprint belongs to the address of a server: give it there, and not "
                            + "with the name of a chain as in " + text);
        }
        return new ChainAddress(server, read.chain, fingerprint, read.id);
    }

    /** The address as {@link #parse} reads it, with all that it has. */
    public String toText() {
        String fragment = Stream.concat(fingerprint.stream(), id.stream().map(each -> ID + each))
                .collect(Collectors.joining("&"));
        return "ws://" + server + PATH + chain.map(each -> "/" + each).orElse("")
                + (fragment.isEmpty() ? "" : "#" + fragment);
    }

    private static ChainAddress withFragment(ServerPlace server, Optional<ChainName> chain, String fragment) {
        Optional<String> fingerprint = Optional.empty();
        Optional<ChainId> id = Optional.empty();
        for (String part : fragment.isEmpty() ? new String[0] : fragment.split("&", -1)) {
            if (part.startsWith(ID) && id.isEmpty()) {
                id = Optional.of(ChainId.parse(part.substring(ID.length())));
            } else if (fingerprint.isEmpty() && id.isEmpty()) {
                fingerprint = Optional.of(fingerprint(part));
            } else {
                throw new IllegalArgumentException("not understood after the #: " + part);
            }
        }
        return new ChainAddress(server, chain, fingerprint, id);
    }

    /**
     * Checks that this is a fingerprint, and gives it in the one way in which it is compared.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static String fingerprint(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!FINGERPRINT.matcher(lower).matches()) {
            throw new IllegalArgumentException("a fingerprint has 64 hexadecimal digits, unlike " + text);
        }
        return lower;
    }

    private static URI uri(String text) {
        if (text.indexOf('#') != text.lastIndexOf('#')) {
            throw new IllegalArgumentException("an address has one #, before the fingerprint of its server (which "
                    + "server.address() has already) and &chain=<id>, unlike " + text);
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("this is no address: " + text + " (" + e.getReason() + ")", e);
        }
        if ("wss".equals(uri.getScheme())) {
            throw new IllegalArgumentException("wss:// is not supported yet: use ws://, which is authenticated and "
                    + "encrypted end to end already, in " + text);
        }
        if (!"ws".equals(uri.getScheme()) || uri.getHost() == null || uri.getQuery() != null
                || uri.getUserInfo() != null) {
            throw malformed(text);
        }
        return uri;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("an address is ws://host[:port]/db or ws://host[:port]/db/<chain>, unlike "
                + text);
    }
}
