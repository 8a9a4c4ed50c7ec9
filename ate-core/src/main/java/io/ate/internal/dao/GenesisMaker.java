package io.ate.internal.dao;

import io.ate.ChainName;
import io.ate.Genesis;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.Rules;
import io.ate.Rules.Who;
import io.ate.Session;
import io.ate.Subscribers;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Secret;
import io.ate.internal.crypto.SecretAccess;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.GenesisRecord;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.ObjectRules;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.List;
import java.util.stream.Stream;

/**
 * Begins chains: makes the genesis record and the key ring in it, and signs it with the creator's first key.
 * Thread-safe.
 */
public final class GenesisMaker {
    private final Entropy entropy;

    /** @param entropy gives the chain its randomness, its first data key and its name key */
    public GenesisMaker(Entropy entropy) {
        this.entropy = entropy;
    }

    /**
     * The beginning of a new chain of that name.
     *
     * @throws IllegalArgumentException if the session has no keys, or the rules name more keys than a genesis carries
     */
    public SignedGenesis make(ChainName name, Genesis genesis, Session session) {
        if (session.keys().isEmpty()) {
            throw new IllegalArgumentException("a session without keys cannot create a chain: chain " + name
                    + " would belong to nobody");
        }
        Rules rules = completed(genesis.rules(), session.publicKeys().toList());
        List<Slice> bundles = rules.keys().map(key -> Slice.of(key.encoded())).toList();
        if (bundles.size() > Bounds.GENESIS_KEYS) {
            throw new IllegalArgumentException("a chain begins with at most " + Bounds.GENESIS_KEYS + " keys, not "
                    + bundles.size() + "; grant the others later");
        }
        Subscribers subscribers = genesis.subscribers()
                .orElse(
                        rules.readers() instanceof Who.Everyone ? Subscribers.EVERYONE : Subscribers.NAMED);
        GenesisRecord record = new GenesisRecord(name, Hash.of(entropy.bytes(Hash.BYTES)), genesis.trust(), subscribers,
                bundles, RuleTerms.toEvent(rules), Slice.empty());
        return sign(withRing(record, rules.readers()), HeldKeys.of(session.keys().getFirst()));
    }

    /** The creator's keys first, then whom the rules name. */
    private static Rules completed(Rules rules, List<PublicKeys> creator) {
        return new Rules(completed(rules.readers(), creator), completed(rules.writers(), creator),
                completed(rules.owners(), creator));
    }

    private static Who completed(Who who, List<PublicKeys> creator) {
        return switch (who) {
            case Who.Inherited() -> new Who.Only(creator);
            case Who.Only(List<PublicKeys> keys) ->
                    new Who.Only(Stream.concat(creator.stream(), keys.stream()).toList());
            case Who.Everyone(),Who.Nobody() -> who;
        };
    }

    private GenesisRecord withRing(GenesisRecord record, Who readers) {
        try (Secret nameKey = Secret.random(KeyRing.NAME_KEY, entropy)) {
            KeyRing ring = readers instanceof Who.Only(List<PublicKeys> keys) ? sealed(record, keys, nameKey)
                    : new KeyRing.Clear(Slice.of(nameKey.expose(SecretAccess.granted())));
            ObjectRules rules = record.rules();
            return new GenesisRecord(record.name(), record.random(), record.trust(), record.subscribers(),
                    record.bundles(), rules, ring.encode());
        }
    }

    private KeyRing sealed(GenesisRecord record, List<PublicKeys> readers, Secret nameKey) {
        DataKey first = DataKey.random(entropy);
        try {
            WrapBinding binding = new WrapBinding(record.wrapsBinding(), PrimaryKey.ZERO);
            return new Rings(entropy).make(binding, List.of(first), readers, nameKey);
        } finally {
            first.secret().close();
        }
    }

    private static SignedGenesis sign(GenesisRecord record, HeldKeys owner) {
        Slice bytes = record.encode();
        Hash digest = Hash.of(GenesisRecord.chainId(bytes).bytes());
        return SignedGenesis.of(record, bytes, Slice.of(owner.sign(digest, GenesisRecord.GENESIS)));
    }
}
