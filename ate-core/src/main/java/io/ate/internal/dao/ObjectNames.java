package io.ate.internal.dao;

import io.ate.ChainId;
import io.ate.DaoRef;
import io.ate.PrimaryKey;
import io.ate.Type;
import io.ate.internal.crypto.HmacSha256;
import io.ate.internal.crypto.Secret;
import io.ate.internal.event.DerivedKeys;
import io.ate.internal.event.NameTag;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.wire.Hash;
import java.nio.charset.StandardCharsets;

/** Derives the ids of objects that go by a name. Immutable and thread-safe, as long as the name key is open. */
public record ObjectNames(ChainId chain, Secret nameKey) {
    /** Objects at the top are in no collection. */
    private static final String TOP = "";

    /**
     * The object of that type and name at the top of {@code chain}, for who acts by {@code session}.
     *
     * @throws io.ate.NoReadAuthorityException if the session reads nothing in the chain
     */
    public static <T> DaoRef<T> ref(OpenChain chain, SessionLease session, Type<T> type, String name) {
        chain.values().demandOneClass(type);
        try (SessionLease use = session.further()) {
            Secret known = use.keys().knownNameKey();
            if (known != null) {
                return new ObjectNames(chain.id(), known).ref(type, name);
            }
            try (Standpoint standpoint = chain.replica().standpoint()) {
                return new ObjectNames(chain.id(), use.keys().nameKey(standpoint, standpoint.zero())).ref(type, name);
            }
        }
    }

    /** The object of that type and name at the top of the chain. */
    <T> DaoRef<T> ref(Type<T> type, String name) {
        if (type.name().isEmpty()) {
            throw new IllegalArgumentException("an object is named within its type: use Type.tree(name) or a class");
        }
        return DaoRef.named(type, DerivedKeys.derive(chain, PrimaryKey.ZERO, tag(type.name(), name)), name);
    }

    /**
     * The tag that stands in the events of a named object.
     *
     * @throws IllegalArgumentException if {@code ref} was made from no name, or for another chain
     */
    NameTag tagOf(DaoRef<?> ref) {
        String name = ref.name()
                .orElseThrow(() -> new IllegalArgumentException(
                        "object " + ref.key() + " has no name to be stored under: use chain.ref(type, name)"));
        NameTag tag = tag(ref.type().name(), name);
        if (!DerivedKeys.derive(chain, PrimaryKey.ZERO, tag).equals(ref.key())) {
            throw new IllegalArgumentException("the reference to " + name + " was made for another chain");
        }
        return tag;
    }

    private NameTag tag(String type, String name) {
        Hash mac = HmacSha256.unlabelled(nameKey)
                .variable(bytes(TOP))
                .variable(bytes(type))
                .variable(bytes(name))
                .digest();
        return new NameTag(mac.high(), mac.low());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
