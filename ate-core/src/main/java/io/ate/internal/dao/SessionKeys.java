package io.ate.internal.dao;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ate.CorruptionException;
import io.ate.KeyId;
import io.ate.NoReadAuthorityException;
import io.ate.PrimaryKey;
import io.ate.Session;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Secret;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.KeyRing;
import io.ate.internal.replica.OutboxLog;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of one session on one chain: those that it holds, and the data keys that they open, each unwrapped once and
 * kept as long as anybody uses them, then zeroed. Made with one use. Thread-safe.
 *
 * <p>
 * A data key is known by its hash, which is checked when it is unwrapped. So for reading it does not matter through
 * which ring it was found. For sealing, and for giving keys on, it does: whoever makes a ring can name keys in it that
 * he does not have, and wait for somebody who has them to hand them out. So {@link #newest} and {@link #all} give
 * nothing that did not come out of the ring in question.
 */
final class SessionKeys implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionKeys.class);

    private final Session session;
    private final RingReader rings;
    private final PastRings past;
    private final ConcurrentHashMap<DataKeyId, DataKey> opened = new ConcurrentHashMap<>();
    /** The newest key of each ring that is still known, as it came out of that very ring. */
    private final Cache<KeyRing.Sealed, DataKey> newest = Caffeine.newBuilder()
            .executor(Runnable::run)
            .weakKeys()
            .build();
    private final ConcurrentHashMap<Wrapped, Secret> nameKeys = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<KeyId, OutboxKey> outboxKeys = new ConcurrentHashMap<>(1);
    private final AtomicReference<@Nullable Secret> nameKeyOfChain = new AtomicReference<>();
    private final AtomicInteger uses = new AtomicInteger(1);
    /** For whoever still works with what was opened when that is zeroed. */
    private final String whenClosed;
    private volatile boolean closed;

    /**
     * How a name key stands in a ring.
     *
     * @param under the ring's newest data key; null if the name key is in clear
     */
    private record Wrapped(@Nullable DataKeyId under, Slice bytes) {}

    SessionKeys(Replica replica, Session session) {
        this.session = session;
        rings = new RingReader(replica.genesis(), session.keys().stream().map(HeldKeys::of).toList());
        past = new PastRings(replica, rings);
        whenClosed = "the chain " + replica.genesis().record().name() + " is closed, or this handle of it";
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
        DataKey known = newest.getIfPresent(ring);
        if (known != null) {
            return known;
        }
        DataKey found = keep(rings.newest(reading, ring));
        newest.put(ring, found);
        return found;
    }

    /**
     * All data keys that the readers of a ring have by it, from the newest to the oldest. What does not open in it is
     * no key that it gives, nor is what is wrapped in that.
     */
    List<DataKey> all(Rights.Reading reading) {
        List<DataKey> all = new ArrayList<>(List.of(newest(reading)));
        for (KeyRing.Older each : sealedRing(reading).older()) {
            try {
                all.add(keep(rings.older(reading, each, all.getLast())));
            } catch (CorruptionException forged) {
                LOG.warn("{}: it is left out, with what is older", forged.getMessage());
                break;
            }
        }
        return all;
    }

    /** Tells whether the readers of a ring have that data key by it. */
    boolean carries(Rights.Reading reading, DataKeyId id) {
        return sealedRing(reading).carries(id) && given(reading, id) != null;
    }

    /**
     * The data key of that name, by the ring in force at {@code at} or one above it. Where a ring went while somebody
     * sealed a value with its key, none of these carries it: then whoever could read by that ring still can.
     *
     * @throws NoReadAuthorityException if no key of the session opens it
     */
    DataKey find(ChainState state, ObjectEntry at, DataKeyId id) {
        try {
            return sought(state, at, id);
        } catch (NoReadAuthorityException e) {
            throw rings.isReader(Rights.reading(state, at)) ? stillClosed(at, e) : e;
        }
    }

    /** Its readers have been changed since, and it did not fit into the commit that did so. */
    private static NoReadAuthorityException stillClosed(ObjectEntry at, NoReadAuthorityException cause) {
        NoReadAuthorityException closed = new NoReadAuthorityException("the value of object " + at.key()
                + " was stored before this session became a reader of it, and is still closed to it: it opens when "
                + "somebody who reads it writes it again, or when who granted the right grants it once more");
        closed.initCause(cause);
        return closed;
    }

    private DataKey sought(ChainState state, ObjectEntry at, DataKeyId id) {
        DataKey known = opened.get(id);
        if (known != null) {
            return known;
        }
        for (Rights.Reading reading : readings(state, at)) {
            if (reading.entry().ring() instanceof KeyRing.Sealed ring && ring.carries(id)) {
                DataKey found = given(reading, id);
                if (found != null) {
                    return found;
                }
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
    DataKey findEver(ChainState state, ObjectEntry at, PrimaryKey object, DataKeyId id) {
        DataKey known = opened.get(id);
        if (known != null) {
            return known;
        }
        for (Rights.Reading reading : readings(state, at)) {
            if (reading.entry().ring() instanceof KeyRing.Sealed ring && ring.carries(id) && rings.isReader(reading)) {
                DataKey found = given(reading, id);
                if (found != null) {
                    return found;
                }
            }
        }
        return ofThePast(object, id);
    }

    /** The data key of that name if it has been opened already, or null. */
    @Nullable
    DataKey known(DataKeyId id) {
        return opened.get(id);
    }

    private DataKey ofThePast(PrimaryKey object, DataKeyId id) {
        DataKey found = past.find(id, reading -> given(reading, id));
        if (found == null) {
            throw new NoReadAuthorityException("no key of this session reads object " + object
                    + ": ask an owner to grant it");
        }
        return found;
    }

    /** The data key of that name as the ring gives it to its readers; null if it only says so. */
    private @Nullable DataKey given(Rights.Reading reading, DataKeyId id) {
        try {
            return all(reading).stream().filter(each -> each.id().equals(id)).findFirst().orElse(null);
        } catch (CorruptionException forged) {
            LOG.warn("{}: it gives nothing", forged.getMessage());
            return null;
        }
    }

    /** What values are sealed with that lie in the outbox under that key of the session. */
    OutboxKey outboxKey(OpenChain chain, OutboxLog outbox, HeldKeys owner) {
        OutboxKey known = outboxKeys.get(owner.id());
        if (known != null) {
            return known;
        }
        OutboxKey opened = OutboxKey.of(chain.id(), outbox, owner, chain.entropy());
        OutboxKey earlier = outboxKeys.putIfAbsent(owner.id(), opened);
        if (earlier != null || closed) {
            opened.secret().close(whenClosed);
        }
        return earlier == null ? opened : earlier;
    }

    /**
     * The chain's name key, as the session has it for what is at {@code at}: from the chain's own ring, if it reads
     * that. Other rings are to carry the same, but whoever made them may have put another into them; so who does not
     * read the chain takes it from the nearest ring above {@code at} that it opens, and where there is none from any
     * that ever named it as a reader.
     *
     * @throws NoReadAuthorityException if there is none
     */
    Secret nameKey(ChainState state, ObjectEntry at) {
        Secret ofChain = nameKeyOfChain(state);
        if (ofChain != null) {
            return ofChain;
        }
        for (Rights.Reading reading : readings(state, at)) {
            Secret found = nameKey(reading);
            if (found != null) {
                return found;
            }
        }
        Rights.Reading elsewhere = past.any();
        Secret found = elsewhere == null ? null : nameKey(elsewhere);
        if (found == null) {
            throw new NoReadAuthorityException("no key of this session reads anything in the chain, so that it finds "
                    + "nothing there by name: ask an owner to grant the chain, or an object");
        }
        return found;
    }

    /** The name key in the chain's own ring, or null if the session has never been a reader of the chain. */
    private @Nullable Secret nameKeyOfChain(ChainState state) {
        Secret known = nameKeyOfChain.get();
        if (known != null) {
            return known;
        }
        Secret found = nameKey(Rights.reading(state, state.zero()));
        nameKeyOfChain.compareAndSet(null, found);
        return found;
    }

    /** The name key of the chain's own ring if it has been opened already, or null. */
    @Nullable
    Secret knownNameKey() {
        return nameKeyOfChain.get();
    }

    /** The name key that a ring gives to its readers, or null if the session is none of them. */
    @Nullable
    Secret nameKey(Rights.Reading reading) {
        return switch (reading.entry().ring()) {
            case KeyRing.Clear(Slice key) -> keep(new Wrapped(null, key), () -> Secret.take(key.toArray()));
            case KeyRing.Sealed ring when rings.isReader(reading) -> {
                DataKey under = newest(reading);
                yield keep(new Wrapped(under.id(), ring.nameKey()), () -> rings.nameKey(reading, ring, under));
            }
            case KeyRing.Sealed _ -> null;
            case null -> null;
        };
    }

    private Secret keep(Wrapped wrap, Supplier<Secret> unwrap) {
        Secret known = nameKeys.get(wrap);
        if (known != null) {
            return known;
        }
        Secret fresh = unwrap.get();
        Secret earlier = nameKeys.putIfAbsent(wrap, fresh);
        if (earlier != null) {
            fresh.close();
            return earlier;
        }
        if (closed) {
            fresh.close(whenClosed);
        }
        return fresh;
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
            fresh.secret().close(whenClosed);
        }
        return fresh;
    }

    /**
     * Zeroes everything that was opened, also what is being opened now; the keys that the session holds are the user's.
     */
    @Override
    public void close() {
        closed = true;
        opened.values().forEach(each -> each.secret().close(whenClosed));
        nameKeys.values().forEach(each -> each.close(whenClosed));
        outboxKeys.values().forEach(each -> each.secret().close(whenClosed));
    }
}
