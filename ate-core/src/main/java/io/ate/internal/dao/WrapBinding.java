package io.ate.internal.dao;

import io.ate.ChainId;
import io.ate.PrimaryKey;
import io.ate.internal.crypto.AssociatedData;
import io.ate.internal.crypto.Label;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.trust.Rights;
import io.ate.internal.wire.WireWriter;

/**
 * What the wraps of one key ring are bound to, so that none of them opens elsewhere: chain, object and data key.
 * Immutable.
 *
 * @param chain the chain's id; for the ring in a genesis record, which is made before the id is known, what stands in
 * for it
 * @param object that carries the read rule
 */
record WrapBinding(ChainId chain, PrimaryKey object) {
    private static final Label READER = Label.of("ate/ring/1");
    private static final Label NAME_KEY = Label.of("ate/name-key/1");
    private static final Label OLDER_KEY = Label.of("ate/older-key/1");

    /** What the ring of a read rule in force is bound to. */
    static WrapBinding of(SignedGenesis genesis, Rights.Reading reading) {
        return new WrapBinding(isOfGenesis(genesis, reading) ? genesis.record().wrapsBinding() : genesis.chainId(),
                reading.holder());
    }

    /** The ring of the genesis is carried on as it is by whoever changes other rules of the chain than who reads it. */
    private static boolean isOfGenesis(SignedGenesis genesis, Rights.Reading reading) {
        KeyRing ring = reading.entry().ring();
        return reading.entry().since() == 0
                || (reading.holder().isZero() && ring != null && ring.encode().equals(genesis.record().ring()));
    }

    /** The HPKE info of the wrap of data key {@code id} for a reader: {@code "ate/ring/1" ‖ chain ‖ object ‖ id}. */
    byte[] forReader(DataKeyId id) {
        return new WireWriter(128).raw(READER.bytes()).raw(chain.bytes()).raw(objectAnd(id)).toArray();
    }

    /** The associated data of the wrap of the name key under data key {@code id}. */
    AssociatedData forNameKey(DataKeyId id) {
        return AssociatedData.of(NAME_KEY).fixed(chain.bytes()).fixed(objectAnd(id));
    }

    /** The associated data of the wrap of the older data key {@code id}. */
    AssociatedData forOlderKey(DataKeyId id) {
        return AssociatedData.of(OLDER_KEY).fixed(chain.bytes()).fixed(objectAnd(id));
    }

    private byte[] objectAnd(DataKeyId id) {
        WireWriter out = new WireWriter(32).bits64(object.high()).bits64(object.low());
        id.write(out);
        return out.toArray();
    }
}
