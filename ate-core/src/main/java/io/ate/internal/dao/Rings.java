package io.ate.internal.dao;

import io.ate.PublicKeys;
import io.ate.internal.crypto.AssociatedData;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.Hpke;
import io.ate.internal.crypto.KeyWrap;
import io.ate.internal.crypto.PublicBundle;
import io.ate.internal.crypto.Secret;
import io.ate.internal.crypto.SecretAccess;
import io.ate.internal.crypto.XWingPublicKey;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.KeyRing;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes key rings. A ring is always made whole, every wrap anew: what it is bound to may differ from that of the ring
 * whose place it takes. Thread-safe.
 */
final class Rings {
    private final Entropy entropy;

    Rings(Entropy entropy) {
        this.entropy = entropy;
    }

    /**
     * The ring that gives {@code keys} to {@code readers}.
     *
     * @param keys from the newest, which payloads are to be sealed with, to the oldest that is still in use
     */
    KeyRing.Sealed make(WrapBinding binding, List<DataKey> keys, List<PublicKeys> readers, Secret nameKey) {
        if (readers.size() > Bounds.READERS) {
            throw new IllegalArgumentException("an object has at most " + Bounds.READERS + " readers, not "
                    + readers.size() + ": let them share a role's key");
        }
        DataKey newest = keys.getFirst();
        List<KeyRing.Wrap> wraps = new ArrayList<>(readers.size());
        for (PublicKeys reader : readers) {
            wraps.add(new KeyRing.Wrap.ForPublicKey(Slice.of(wrap(binding.forReader(newest.id()), newest, reader))));
        }
        Slice wrappedNameKey = Slice
                .of(KeyWrap.wrap(newest.secret(), nameKey, binding.forNameKey(newest.id()), entropy));
        return new KeyRing.Sealed(newest.id(), wraps, wrappedNameKey, older(binding, keys));
    }

    private List<KeyRing.Older> older(WrapBinding binding, List<DataKey> keys) {
        List<KeyRing.Older> older = new ArrayList<>(keys.size() - 1);
        for (int i = 1; i < keys.size(); i++) {
            DataKey each = keys.get(i);
            older.add(new KeyRing.Older(each.id(), Slice.of(KeyWrap.wrap(keys.get(i - 1).secret(), each.secret(),
                    binding.forOlderKey(each.id()), entropy))));
        }
        return older;
    }

    private byte[] wrap(byte[] info, DataKey key, PublicKeys reader) {
        XWingPublicKey receiver = XWingPublicKey.of(PublicBundle.of(reader.encoded()));
        return key.secret()
                .use(SecretAccess.granted(),
                        bytes -> Hpke.seal(receiver, info, AssociatedData.none(), Slice.of(bytes), entropy));
    }
}
