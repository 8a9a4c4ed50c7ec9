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
import io.ate.internal.text.Names;
import io.ate.internal.wire.Hash;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Derives the ids of objects that go by a name, at the top of the chain or in a collection of some object. Immutable
 * and thread-safe, as long as the name key is open.
 */
public record ObjectNames(ChainId chain, Secret nameKey) {
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
                return new ObjectNames(chain.id(), known).atTop(type, name).ref();
            }
            try (Standpoint standpoint = chain.replica().standpoint()) {
                Secret found = use.keys().nameKey(standpoint, standpoint.zero());
                return new ObjectNames(chain.id(), found).atTop(type, name).ref();
            }
        }
    }

    /** The object of that type and name at the top of the chain; its reference keeps the name. */
    <T> Named<T> atTop(Type<T> type, String name) {
        NameTag tag = tag(NamedPlace.TOP, type, Names.demand("an object", name));
        return new Named<>(NamedPlace.TOP, DaoRef.named(type, key(NamedPlace.TOP, tag), name), tag);
    }

    /** The object of that type and name in {@code place}. */
    <T> Named<T> in(NamedPlace place, Type<T> type, String name) {
        NameTag tag = tag(place, type, name);
        return new Named<>(place, DaoRef.of(type, key(place, tag)), tag);
    }

    /**
     * The object at the top of the chain that {@code ref} names.
     *
     * @throws IllegalArgumentException if {@code ref} was made from no name, or for another chain
     */
    <T> Named<T> atTop(DaoRef<T> ref) {
        String name = ref.name()
                .orElseThrow(() -> new IllegalArgumentException(
                        "object " + ref.key() + " has no name to be stored under: use chain.ref(type, name)"));
        Named<T> named = atTop(ref.type(), name);
        if (!named.ref().equals(ref)) {
            throw new IllegalArgumentException("the reference to " + name + " was made for another chain");
        }
        return named;
    }

    private PrimaryKey key(NamedPlace place, NameTag tag) {
        return DerivedKeys.derive(chain, place.parent(), tag);
    }

    private NameTag tag(NamedPlace place, Type<?> type, String name) {
        Objects.requireNonNull(name, "name");
        if (Objects.requireNonNull(type, "type").name().isEmpty()) {
            throw new IllegalArgumentException("an object is named within its type: use Type.tree(name) or a class");
        }
        Hash mac = HmacSha256.unlabelled(nameKey)
                .variable(bytes(place.collection()))
                .variable(bytes(type.name()))
                .variable(nameBytes(name))
                .digest();
        return new NameTag(mac.high(), mac.low());
    }

    /** Halves of characters have no bytes of their own, so that different names would be the same. */
    private static byte[] nameBytes(String name) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a name is text, which has no halves of characters in it", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
