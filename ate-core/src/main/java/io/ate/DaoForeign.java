package io.ate;

import java.util.Objects;

/**
 * Points to an object of any chain at any server. A value, and as part of one written as {@code {"chain": "ws://…",
 * "object": "<id>"}}. Whoever holds it has no right by it. Immutable.
 *
 * @param chain the chain's link, {@code ws://host:port/db/<name>#<fingerprint>&chain=<id>}, so that neither another
 * server nor another chain of the name is taken for it; see {@link Chain#foreign}
 * @param object what it points to, there
 */
public record DaoForeign<T>(String chain, DaoRef<T> object) {
    public DaoForeign {
        Objects.requireNonNull(object, "object");
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a reference to another chain's object names that chain");
        }
    }

    @Override
    public String toString() {
        return object + " in " + chain;
    }
}
