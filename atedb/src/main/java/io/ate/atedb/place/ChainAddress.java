package io.ate.atedb.place;

import io.ate.ChainId;
import io.ate.ChainName;
import java.net.URI;
import java.util.Optional;

/**
 * Where a chain is, and which it must be: {@code ws://host[:port]/db/<name>[#fingerprint][&chain=<id>]}, or the name
 * alone for a server that is known otherwise. Immutable.
 *
 * @param server empty for the server that the options name
 * @param chain the chain's id, if it is known beforehand
 */
public record ChainAddress(Optional<ServerAddress> server, ChainName name, Optional<ChainId> chain) {

    private static final String CHAIN = "chain=";

    /**
     * Reads an address or a name.
     *
     * @throws IllegalArgumentException if the text is neither; the message says why
     */
    public static ChainAddress parse(String text) {
        if (!text.contains("://")) {
            int hash = text.indexOf('#');
            if (text.lastIndexOf(':', hash < 0 ? text.length() : hash) >= 0) {
                throw new IllegalArgumentException("a chain's address begins with ws://, as in ws://localhost:5000"
                        + ServerAddress.PATH + "/<name>, and a name has no colon: " + text);
            }
            Fragment fragment = Fragment.parse(hash < 0 ? "" : text.substring(hash + 1));
            if (fragment.fingerprint().isPresent()) {
                throw new IllegalArgumentException(
                        "a fingerprint belongs to an address, or to --server-key, not to a name: " + text);
            }
            return new ChainAddress(Optional.empty(), new ChainName(hash < 0 ? text : text.substring(0, hash)),
                    fragment.chain());
        }
        URI uri = ServerAddress.uri(text);
        String prefix = ServerAddress.PATH + "/";
        if (uri.getRawPath().equals(ServerAddress.PATH) || uri.getRawPath().equals(prefix)) {
            throw new IllegalArgumentException(
                    text + " is a server's address, not a chain's: name the server by --server");
        }
        if (!uri.getRawPath().startsWith(prefix)) {
            throw new IllegalArgumentException(
                    "a chain's address is ws://host[:port]" + prefix + "<name>, not " + text);
        }
        Fragment fragment = Fragment.parse(uri.getFragment() == null ? "" : uri.getFragment());
        return new ChainAddress(Optional.of(ServerAddress.of(uri, fragment.fingerprint())),
                new ChainName(uri.getRawPath().substring(prefix.length())), fragment.chain());
    }

    /** The address in full, with that server unless it names one itself. */
    public String at(ServerAddress otherwise) {
        ServerAddress there = server.orElse(otherwise);
        String pin = there.fingerprint().orElse("");
        String fragment = chain.map(id -> pin + (pin.isEmpty() ? "" : "&") + CHAIN + id).orElse(pin);
        return there.bare() + "/" + name + (fragment.isEmpty() ? "" : "#" + fragment);
    }

    /** What follows the {@code #}. */
    private record Fragment(Optional<String> fingerprint, Optional<ChainId> chain) {
        static Fragment parse(String text) {
            Optional<String> fingerprint = Optional.empty();
            Optional<ChainId> chain = Optional.empty();
            for (String part : text.isEmpty() ? new String[0] : text.split("&", -1)) {
                if (part.startsWith(CHAIN) && chain.isEmpty()) {
                    chain = Optional.of(ChainId.parse(part.substring(CHAIN.length())));
                } else if (fingerprint.isEmpty() && chain.isEmpty()) {
                    fingerprint = Optional.of(part);
                } else {
                    throw new IllegalArgumentException("not understood after the #: " + part);
                }
            }
            return new Fragment(fingerprint, chain);
        }
    }
}
