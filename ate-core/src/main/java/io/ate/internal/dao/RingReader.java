package io.ate.internal.dao;

import io.ate.CorruptionException;
import io.ate.KeyId;
import io.ate.NoReadAuthorityException;
import io.ate.internal.crypto.AssociatedData;
import io.ate.internal.crypto.AuthenticationFailedException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.KeyWrap;
import io.ate.internal.crypto.Secret;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.ReadRule;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.trust.Rights;
import io.ate.internal.wire.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens what stands in key rings, with the keys that a session holds. Whoever is given a secret closes it. Immutable
 * and thread-safe.
 */
record RingReader(SignedGenesis genesis, List<HeldKeys> held) {
    RingReader {
        held = List.copyOf(held);
    }

    /** Tells whether a key of the session is among the readers. */
    boolean isReader(Rights.Reading reading) {
        return wrap(reading) != null;
    }

    /**
     * The newest data key of a ring.
     *
     * @throws NoReadAuthorityException if no key of the session is a reader
     */
    DataKey newest(Rights.Reading reading, KeyRing.Sealed ring) {
        Held found = wrap(reading);
        if (found == null) {
            throw new NoReadAuthorityException("no key of this session is a reader of "
                    + (reading.holder().isZero() ? "the chain" : "object " + reading.holder())
                    + ": ask an owner to grant it");
        }
        try {
            byte[] info = WrapBinding.of(genesis, reading).forReader(ring.newest());
            return checked(found.key.open(info, AssociatedData.none(), found.wrap), ring.newest(), reading);
        } catch (AuthenticationFailedException e) {
            throw new CorruptionException("the wrap for " + found.key.id() + damagedIn(reading), e);
        }
    }

    /** The data key that {@code older} wraps under the next newer one. */
    DataKey older(Rights.Reading reading, KeyRing.Older older, DataKey newer) {
        try {
            return checked(KeyWrap.unwrap(newer.secret(), older.wrap(),
                    WrapBinding.of(genesis, reading).forOlderKey(older.id())), older.id(), reading);
        } catch (AuthenticationFailedException e) {
            throw new CorruptionException("the wrap of an older data key" + damagedIn(reading), e);
        }
    }

    /** The chain's name key in a ring whose newest data key is {@code newest}. */
    Secret nameKey(Rights.Reading reading, KeyRing.Sealed ring, DataKey newest) {
        try {
            return KeyWrap.unwrap(newest.secret(), ring.nameKey(),
                    WrapBinding.of(genesis, reading).forNameKey(ring.newest()));
        } catch (AuthenticationFailedException e) {
            throw new CorruptionException("the wrap of the name key" + damagedIn(reading), e);
        }
    }

    /** A key of the session, and the wrap that is meant for it. */
    private record Held(HeldKeys key, Slice wrap) {}

    private @Nullable Held wrap(Rights.Reading reading) {
        if (reading.entry().rules().read() instanceof ReadRule.Keys(List<KeyId> readers)
                && reading.entry().ring() instanceof KeyRing.Sealed ring) {
            for (HeldKeys each : held) {
                int place = readers.indexOf(each.id());
                if (place >= 0 && ring.wraps().get(place) instanceof KeyRing.Wrap.ForPublicKey(Slice wrap)) {
                    return new Held(each, wrap);
                }
            }
        }
        return null;
    }

    private static DataKey checked(Secret secret, DataKeyId expected, Rights.Reading reading) {
        DataKey found = DataKey.of(secret);
        if (!found.id().equals(expected)) {
            secret.close();
            throw new CorruptionException("a data key is not the one that it is called: what it is called by"
                    + damagedIn(reading));
        }
        return found;
    }

    private static String damagedIn(Rights.Reading reading) {
        return " in the key ring of " + (reading.holder().isZero() ? "the chain" : "object " + reading.holder())
                + " is damaged or forged";
    }
}
