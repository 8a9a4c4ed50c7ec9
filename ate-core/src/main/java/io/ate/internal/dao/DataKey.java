package io.ate.internal.dao;

import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.Label;
import io.ate.internal.crypto.Secret;
import io.ate.internal.crypto.SecretAccess;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.crypto.Xaes256Gcm;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.wire.Hash;

/**
 * A key that payloads are sealed with, and its name: the hash of it. Whoever made it or was given it closes the secret.
 */
record DataKey(DataKeyId id, Secret secret) {
    private static final Label DATA_KEY = Label.of("ate/data-key/1");

    /** A new one. */
    static DataKey random(Entropy entropy) {
        return of(Secret.random(Xaes256Gcm.KEY_BYTES, entropy));
    }

    /** The data key of these bytes. */
    static DataKey of(Secret secret) {
        Hash hash = secret.use(SecretAccess.granted(), bytes -> Sha256.of(DATA_KEY).fixed(bytes).digest());
        return new DataKey(new DataKeyId(hash.high(), hash.low()), secret);
    }
}
