package io.ate.internal.dao;

import io.ate.NoReadAuthorityException;
import io.ate.PrimaryKey;
import io.ate.Session;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Secret;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.Event;
import io.ate.internal.event.KeyRing;
import io.ate.internal.replica.Replica;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one session on one chain: those that it holds, and the data keys that they open, each unwrapped once and
 * kept as long as anybody uses them, then zeroed. Made with one use. Thread-safe.
 *
 * <p>
 * A data key is known by its hash, which is checked when it is unwrapped. So it does not matter through which ring it
 * was found.
 */
final class SessionKeys implements AutoCloseable {
    private final Session session;
    private final RingReader rings;
    private final PastRings past;
    private final ConcurrentHashMap<DataKeyId, DataKey> opened = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Secret> nameKey = new AtomicReference<>();
    private final AtomicInteger uses = new AtomicInteger(1);
    private volatile boolean closed;

    SessionKeys(Replica replica, Session session) {
        this.session = session;
        rings = new RingReader(replica.genesis(), session.keys().stream().map(HeldKeys::of).toList());
        past = new PastRings(replica, rings);
    }

    Session session() {
        return session;
    }

    /** Begins one more use; false if the last one has ended. */
    boolean use() {
        return uses.getAndUpdate(present -> present == 0 ? 0 : present + 1) > 0;
    }

    /** Ends a use, and tells whether it was the last, after which everything is zeroed. */
    boolean endUse() {
        boolean last = uses.decrementAndGet() == 0;
        if (last) {
            close();
        }
        return last;
    }

    /** The keys that the session acts under, in the order of its choice. */
    List<HeldKeys> held() {
        return rings.held();
    }

    /**
     * The data key that payloads under this read rule are to be sealed with.
     *
     * @throws NoReadAuthorityException if no key of the session opens it
     */
    DataKey newest(Rights.Reading reading) {
        KeyRing.Sealed ring = sealedRing(reading);
        DataKey known = opened.get(ring.newest());
        return known != null ? known : keep(rings.newest(reading, ring));
    }

    /** All data keys of a ring, from the newest to the oldest. */
    List<DataKey> all(Rights.Reading reading) {
        List<DataKey> all = new ArrayList<>(List.of(newest(reading)));
        for (KeyRing.Older each : sealedRing(reading).older()) {
            DataKey known = opened.get(each.id());
            all.add(known != null ? known : keep(rings.older(reading, each, all.getLast())));
        }
        return all;
    }

    /**
     * The data key of that name, by the ring in force at {@code at} or one above it. Where a ring went while somebody
     * sealed a value with its key, none of these carries it: then whoever could read by that ring still can.
     *
     * @throws NoReadAuthorityException if no key of the session opens it
     */
    DataKey find(ChainState state, ObjectEntry at, DataKeyId id) {
        DataKey known = opened.get(id);
        if (known != null) {
            return known;
        }
        for (Rights.Reading reading : readings(state, at)) {
            if (reading.entry().ring() instanceof KeyRing.Sealed ring && ring.carries(id)) {
                return opened(reading, id);
            }
        }
        return ofThePast(at.key(), id);
    }

    /**
     * The data key that sealed the value in {@code event}: by the rings in force at {@code at} or above it, or, where
     * these have forgotten it, by any ring that ever named the session as a reader. What was open to somebody once
     * stays so.
     *
     * @throws NoReadAuthorityException if no key of the session opens it
     */
    DataKey findEver(ChainState state, ObjectEntry at, Event event, DataKeyId id) {
        DataKey known = opened.get(id);
        if (known != null) {
            return known;
        }
        for (Rights.Reading reading : readings(state, at)) {
            if (reading.entry().ring() instanceof KeyRing.Sealed ring && ring.carries(id) && rings.isReader(reading)) {
                return opened(reading, id);
            }
        }
        return ofThePast(event.facts().key(), id);
    }

    private DataKey ofThePast(PrimaryKey object, DataKeyId id) {
        Rights.Reading reading = past.find(id);
        if (reading == null) {
            throw new NoReadAuthorityException("no key of this session reads object " + object
                    + ": ask an owner to grant it");
        }
        return opened(reading, id);
    }

    /** A data key of a ring that carries it. */
    private DataKey opened(Rights.Reading reading, DataKeyId id) {
        for (DataKey each : all(reading)) {
            if (each.id().equals(id)) {
                return each;
            }
        }
        throw new IllegalStateException("the ring of object " + reading.holder() + " carries no data key " + id);
    }

    /**
     * The chain's name key, from a ring in force at or above {@code at}, or, where the session opens none of these,
     * from any other of the chain that names it as a reader: the name key is the chain's, so every ring carries the
     * same.
     *
     * @throws NoReadAuthorityException if there is none
     */
    Secret nameKey(ChainState state, ObjectEntry at) {
        Secret known = nameKey.get();
        if (known != null) {
            return known;
        }
        for (Rights.Reading reading : readings(state, at)) {
            Secret found = nameKey(reading);
            if (found != null) {
                return keep(found);
            }
        }
        Rights.Reading elsewhere = past.any();
        Secret found = elsewhere == null ? null : nameKey(elsewhere);
        if (found == null) {
            throw new NoReadAuthorityException("no key of this session reads anything in the chain, so that it finds "
                    + "nothing there by name: ask an owner to grant the chain, or an object");
        }
        return keep(found);
    }

    /** The chain's name key if it has been opened already, or null. */
    @Nullable
    Secret knownNameKey() {
        return nameKey.get();
    }

    private @Nullable Secret nameKey(Rights.Reading reading) {
        return switch (reading.entry().ring()) {
            case KeyRing.Clear(Slice key) -> Secret.take(key.toArray());
            case KeyRing.Sealed ring when rings.isReader(reading) -> rings.nameKey(reading, ring, newest(reading));
            case KeyRing.Sealed _ -> null;
            case null -> null;
        };
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

    private static KeyRing.Sealed sealedRing(Rights.Reading reading) {
        if (reading.entry().ring() instanceof KeyRing.Sealed ring) {
            return ring;
        }
        throw new IllegalStateException("what everyone may read has no data keys: object " + reading.holder());
    }

    private DataKey keep(DataKey fresh) {
        DataKey earlier = opened.putIfAbsent(fresh.id(), fresh);
        if (earlier != null) {
            fresh.secret().close();
            return earlier;
        }
        if (closed) {
            fresh.secret().close();
        }
        return fresh;
    }

    private Secret keep(Secret fresh) {
        Secret earlier = nameKey.compareAndExchange(null, fresh);
        if (earlier != null) {
            fresh.close();
            return earlier;
        }
        if (closed) {
            fresh.close();
        }
        return fresh;
    }

    /**
     * Zeroes everything that was opened, also what is being opened now; the keys that the session holds are the user's.
     */
    @Override
    public void close() {
        closed = true;
        opened.values().forEach(each -> each.secret().close());
        Secret known = nameKey.get();
        if (known != null) {
            known.close();
        }
    }
}
