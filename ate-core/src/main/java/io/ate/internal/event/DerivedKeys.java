package io.ate.internal.event;

import io.ate.ChainId;
import io.ate.PrimaryKey;
import io.ate.internal.crypto.Label;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.WireWriter;

/**
 * Primary keys that follow from a parent and a name, so that an object of a name exists once or not at all. Stateless.
 */
public final class DerivedKeys {
    private static final Label KEY = Label.of("ate/key/1");

    private DerivedKeys() {}

    /**
     * The key of the object with that tag below {@code parent} (object zero: at the top): 1 ‖ the hash's first 127
     * bits.
     */
    public static PrimaryKey derive(ChainId chain, PrimaryKey parent, NameTag tag) {
        byte[] parentAndTag = new WireWriter(32).bits64(parent.high())
                .bits64(parent.low())
                .bits64(tag.high())
                .bits64(tag.low())
                .toArray();
        Hash hash = Sha256.of(KEY).fixed(chain.bytes()).fixed(parentAndTag).digest();
        long high = hash.high();
        return new PrimaryKey(high >>> 1 | Long.MIN_VALUE, high << 63 | hash.low() >>> 1);
    }
}
