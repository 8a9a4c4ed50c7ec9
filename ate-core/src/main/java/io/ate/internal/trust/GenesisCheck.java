package io.ate.internal.trust;

import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.internal.event.GenesisRecord;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks the record that begins a chain. Stateless. */
public final class GenesisCheck {
    private GenesisCheck() {}

    /**
     * What is wrong with a genesis, or null if nothing is: it carries every key that its rules name and no others, and
     * its first owner's signature holds.
     */
    public static @Nullable String fault(SignedGenesis genesis, Verifiers verifiers) {
        GenesisRecord record = genesis.record();
        Map<KeyId, PublicKeys> carried = new HashMap<>();
        try {
            for (Slice bundle : record.bundles()) {
                PublicKeys keys = PublicKeys.of(bundle.toArray());
                verifiers.of(keys);
                carried.put(keys.id(), keys);
            }
        } catch (IllegalArgumentException e) {
            return "a key of the genesis is invalid: " + e.getMessage();
        }
        if (!carried.keySet().equals(record.rules().named())) {
            return "the genesis carries the keys that its rules name, and no others";
        }
        PublicKeys signer = carried.get(record.signer());
        Hash digest = Hash.of(genesis.chainId().bytes());
        if (signer == null || !verifiers.of(signer).verify(digest, GenesisRecord.GENESIS, genesis.signature())) {
            return "the signature of the genesis by its first owner " + record.signer() + " does not hold";
        }
        return null;
    }
}
