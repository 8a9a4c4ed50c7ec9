package io.ate.internal.dao;

import io.ate.CorruptionException;
import io.ate.KeyId;
import io.ate.NoReadAuthorityException;
import io.ate.Session;
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
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one session on one chain: those that it holds, and the data keys that they open, each unwrapped once and
 * kept until the chain is closed, when they are zeroed. Thread-safe.
 *
 * <p>
 * A data key is known by its hash, which is checked when it is unwrapped. So it does not matter through which ring it
 * was
 * found.
 */
final class SessionKeys implements AutoCloseable {
    private final SignedGenesis genesis;
    private final List<HeldKeys> held;
    private final ConcurrentHashMap<DataKeyId, DataKey> opened = new ConcurrentHashMap<>();
    private volatile @Nullable Secret nameKey;

    SessionKeys(SignedGenesis genesis, Session session) {
        this.genesis = genesis;
        this.held = session.keys().stream().map(HeldKeys::of).toList();
    }

    /** The keys that the session acts under, in the order of its choice. */
    List<HeldKeys> held() {
        return held;
    }

    /**
     * The data key that payloads under this read rule are to be sealed with.
     *
     * @throws NoReadAuthorityException if no key of the session opens it
     */
    DataKey newest(Rights.Reading reading) {
        KeyRing.Sealed ring = sealedRing(reading);
        DataKey known = opened.get(ring.newest());
        return known != null ? known : keep(unwrap(reading, ring));
    }

    /**
     * The data key of that name, by the ring in force at {@code at} or one above it.
     *
     * @throws NoReadAuthorityException if no key of the session opens it
     */
    DataKey find(ChainState state, ObjectEntry at, DataKeyId id) {
        DataKey known = opened.get(id);
        if (known != null) {
            return known;
        }
        for (Rights.Reading reading : readings(state, at)) {
            if (reading.entry().ring() instanceof KeyRing.Sealed ring && carries(ring, id)) {
                openOlder(reading, ring, newest(reading));
                DataKey found = opened.get(id);
                if (found != null) {
                    return found;
                }
            }
        }
        throw new NoReadAuthorityException("object " + at.key() + " is sealed with a data key that no key ring above it"
                + " gives to this session's keys");
    }

    /**
     * The chain's name key, from any ring in force at or above {@code at}.
     *
     * @throws NoReadAuthorityException if the session opens none of them
     */
    Secret nameKey(ChainState state, ObjectEntry at) {
        Secret known = nameKey;
        if (known != null) {
            return known;
        }
        for (Rights.Reading reading : readings(state, at)) {
            Secret found = switch (reading.entry().ring()) {
                case KeyRing.Clear(Slice key) -> Secret.take(key.toArray());
                case KeyRing.Sealed ring when mayOpen(reading, ring) -> unwrapNameKey(reading, ring);
                case KeyRing.Sealed _ -> null;
                case null -> null;
            };
            if (found != null) {
                nameKey = found;
                return found;
            }
        }
        throw new NoReadAuthorityException(
                "this session's keys do not open the name key of the chain, without which nothing is found by name");
    }

    /** The chain's name key if it has been opened already, or null. */
    @Nullable
    Secret knownNameKey() {
        return nameKey;
    }

    /** All data keys of a ring, from the newest to the oldest. */
    List<DataKey> all(Rights.Reading reading) {
        KeyRing.Sealed ring = sealedRing(reading);
        DataKey newest = newest(reading);
        openOlder(reading, ring, newest);
        List<DataKey> all = new ArrayList<>(List.of(newest));
        ring.older().forEach(each -> all.add(opened(each.id())));
        return all;
    }

    private DataKey opened(DataKeyId id) {
        DataKey known = opened.get(id);
        if (known == null) {
            throw new IllegalStateException("the chain was closed");
        }
        return known;
    }

    /** Zeroes everything that was opened; the keys that the session holds are the user's. */
    @Override
    public void close() {
        opened.values().forEach(each -> each.secret().close());
        opened.clear();
        Secret known = nameKey;
        if (known != null) {
            known.close();
        }
    }

    /** The read rules from {@code at} up to object zero, the nearest first. */
    private static List<Rights.Reading> readings(ChainState state, ObjectEntry at) {
        List<Rights.Reading> readings = new ArrayList<>(2);
        @Nullable
        ObjectEntry from = at;
        while (from != null) {
            Rights.Reading reading = Rights.reading(state, from);
            readings.add(reading);
            ObjectEntry holder = state.entry(reading.holder());
            from = holder == null || holder.key().isZero() ? null : state.entry(holder.parent());
        }
        return readings;
    }

    private static boolean carries(KeyRing.Sealed ring, DataKeyId id) {
        return ring.newest().equals(id) || ring.older().stream().anyMatch(each -> each.id().equals(id));
    }

    private static KeyRing.Sealed sealedRing(Rights.Reading reading) {
        if (reading.entry().ring() instanceof KeyRing.Sealed ring) {
            return ring;
        }
        throw new IllegalStateException("what everyone may read has no data keys: object " + reading.holder());
    }

    private boolean mayOpen(Rights.Reading reading, KeyRing.Sealed ring) {
        return opened.containsKey(ring.newest())
                || (reading.entry().rules().read() instanceof ReadRule.Keys(var readers)
                        && held.stream().anyMatch(each -> readers.contains(each.id())));
    }

    private DataKey unwrap(Rights.Reading reading, KeyRing.Sealed ring) {
        if (reading.entry().rules().read() instanceof ReadRule.Keys(List<KeyId> readers)) {
            for (HeldKeys each : held) {
                int place = readers.indexOf(each.id());
                if (place >= 0 && ring.wraps().get(place) instanceof KeyRing.Wrap.ForPublicKey(Slice wrap)) {
                    return unwrap(reading, ring, each, wrap);
                }
            }
        }
        throw new NoReadAuthorityException("no key of this session is a reader of "
                + (reading.holder().isZero() ? "the chain" : "object " + reading.holder()));
    }

    private DataKey unwrap(Rights.Reading reading, KeyRing.Sealed ring, HeldKeys key, Slice wrap) {
        try {
            byte[] info = WrapBinding.of(genesis, reading).forReader(ring.newest());
            return checked(DataKey.of(key.open(info, AssociatedData.none(), wrap)),
                    ring.newest(),
                    reading);
        } catch (AuthenticationFailedException e) {
            throw damaged("the wrap of its data key for " + key.id(), reading, e);
        }
    }

    private Secret unwrapNameKey(Rights.Reading reading, KeyRing.Sealed ring) {
        try {
            return KeyWrap.unwrap(newest(reading).secret(), ring.nameKey(),
                    WrapBinding.of(genesis, reading).forNameKey(ring.newest()));
        } catch (AuthenticationFailedException e) {
            throw damaged("the wrap of the name key", reading, e);
        }
    }

    private void openOlder(Rights.Reading reading, KeyRing.Sealed ring, DataKey newest) {
        WrapBinding binding = WrapBinding.of(genesis, reading);
        DataKey newer = newest;
        for (KeyRing.Older each : ring.older()) {
            DataKey known = opened.get(each.id());
            if (known == null) {
                try {
                    Secret secret = KeyWrap.unwrap(newer.secret(), each.wrap(), binding.forOlderKey(each.id()));
                    known = keep(checked(DataKey.of(secret), each.id(), reading));
                } catch (AuthenticationFailedException e) {
                    throw damaged("the wrap of an older data key", reading, e);
                }
            }
            newer = known;
        }
    }

    private DataKey keep(DataKey fresh) {
        DataKey earlier = opened.putIfAbsent(fresh.id(), fresh);
        if (earlier == null) {
            return fresh;
        }
        fresh.secret().close();
        return earlier;
    }

    private static DataKey checked(DataKey found, DataKeyId expected, Rights.Reading reading) {
        if (!found.id().equals(expected)) {
            found.secret().close();
            throw damaged("a data key is not the one that it is called, so something", reading, null);
        }
        return found;
    }

    private static CorruptionException damaged(String what, Rights.Reading reading, @Nullable Throwable cause) {
        String message = what + " in the key ring of object " + reading.holder() + " is damaged or forged";
        return cause == null ? new CorruptionException(message) : new CorruptionException(message, cause);
    }
}
