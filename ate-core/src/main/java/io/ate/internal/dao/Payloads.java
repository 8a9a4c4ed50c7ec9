package io.ate.internal.dao;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ate.ChainId;
import io.ate.CorruptionException;
import io.ate.PrimaryKey;
import io.ate.internal.crypto.AssociatedData;
import io.ate.internal.crypto.AuthenticationFailedException;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.Label;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.crypto.Xaes256Gcm;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.Seal;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.wire.Slice;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens payloads, each bound to its chain and to the facts of its event, and keeps opened ones up to a
 * weight. Thread-safe. What is kept is handed out only to sessions that could have opened it themselves.
 */
final class Payloads {
    /** By how many bytes a sealed payload is longer than the value. */
    static final int OVERHEAD = Xaes256Gcm.TAG_BYTES;

    private static final Label PAYLOAD = Label.of("ate/payload/1");
    /** About what an entry of the cache takes beside the value's bytes: facts, slices, and the cache's own node. */
    private static final int ENTRY_BYTES = 400;

    private final ChainId chain;
    private final byte[] chainBytes;
    private final Entropy entropy;
    private final Cache<Long, Stored> opened;

    /** @param cacheBytes how much of opened values is kept at most */
    Payloads(ChainId chain, Entropy entropy, long cacheBytes) {
        this.chain = chain;
        this.chainBytes = chain.bytes();
        this.entropy = entropy;
        // Housekeeping costs a microsecond now and then; a pool of threads for it would cost more.
        this.opened = Caffeine.newBuilder()
                .maximumWeight(cacheBytes)
                .executor(Runnable::run)
                .weigher((Long sequence, Stored stored) -> ENTRY_BYTES + stored.plaintext().bytes().length())
                .build();
    }

    /** The event of these facts, which say how its value is written and sealed, or that it has none. */
    Event seal(Facts facts, Slice ring, @Nullable Plaintext value, @Nullable DataKey key) {
        Slice factsBytes = facts.encode();
        if (value == null) {
            return Event.of(facts, factsBytes, Seal.NOTHING, ring, Slice.empty());
        }
        if (key == null) {
            Slice clear = value.bytes();
            return Event.of(facts, factsBytes, new Seal(clear.length(), Sha256.plain(clear), null), ring, clear);
        }
        byte[] nonce = Xaes256Gcm.newNonce(entropy);
        Slice sealed = Slice.of(Xaes256Gcm.seal(key.secret(), nonce, bound(factsBytes), value.bytes()));
        return Event.of(facts, factsBytes, new Seal(sealed.length(), Sha256.plain(sealed), Slice.of(nonce)), ring,
                sealed);
    }

    /**
     * The present value of {@code entry}, which {@code standpoint} knows.
     *
     * @throws io.ate.NoReadAuthorityException if the session's keys do not open it
     * @throws CorruptionException if it is not what its writer sealed
     */
    Stored read(Standpoint standpoint, ObjectEntry entry, SessionKeys keys, Deadline deadline)
            throws InterruptedException {
        long sequence = entry.valued();
        Stored known = sequence > 0 ? opened.getIfPresent(sequence) : null;
        if (known != null) {
            demandAuthority(known, standpoint, entry, keys);
            return known;
        }
        Event event = standpoint.value(entry, deadline);
        if (!event.facts().key().equals(entry.key())) {
            throw new CorruptionException("at sequence " + sequence + " stands object " + event.facts().key()
                    + " where the value of " + entry.key() + " is expected");
        }
        Stored stored = open(event, sealing -> keys.find(standpoint, entry, sealing));
        if (sequence > 0) {
            opened.put(sequence, stored);
        }
        return stored;
    }

    /** Tells whether the value that was given at that sequence was opened not long ago. */
    boolean isOpened(long sequence) {
        return sequence > 0 && opened.getIfPresent(sequence) != null;
    }

    /**
     * The value that was given at that sequence, for who has the key that {@code keys} gives for the one that sealed
     * it, or refuses.
     *
     * @param event fetches the event that stands there
     */
    Stored past(long sequence, Supplier<Event> event, Function<DataKeyId, DataKey> keys) {
        Stored known = opened.getIfPresent(sequence);
        if (known == null) {
            Stored fresh = open(event.get(), keys);
            opened.put(sequence, fresh);
            return fresh;
        }
        PayloadForm form = known.facts().payload();
        if (form != null && form.dataKey() != null) {
            var _ = keys.apply(form.dataKey());
        }
        return known;
    }

    /** The value in {@code event}, opened with the data key that {@code keys} gives for the one that it names. */
    Stored open(Event event, Function<DataKeyId, DataKey> keys) {
        PayloadForm form = event.facts().payload();
        PrimaryKey object = event.facts().key();
        if (form == null) {
            throw new CorruptionException("the event that carries the value of object " + object + " has none");
        }
        DataKeyId sealing = form.dataKey();
        Slice plain = sealing == null ? event.payload() : unseal(event, keys.apply(sealing));
        return new Stored(event.facts(), new Plaintext(form.format(), form.transform(), plain));
    }

    /**
     * What is sealed in {@code event}.
     *
     * @throws CorruptionException if it was not sealed with that key for these facts
     */
    Slice unseal(Event event, DataKey key) {
        Slice nonce = event.seal().nonce();
        if (nonce == null) {
            throw new CorruptionException("a sealed payload of object " + event.facts().key() + " has no nonce");
        }
        try {
            return Slice.of(Xaes256Gcm.open(key.secret(), nonce.toArray(), bound(event.factsBytes()), event.payload()));
        } catch (AuthenticationFailedException e) {
            throw new CorruptionException("the payload of object " + event.facts().key() + " in chain " + chain
                    + " is not what was sealed for it: it was damaged or tampered with", e);
        }
    }

    /** Forgets all that was opened. */
    void clear() {
        opened.invalidateAll();
    }

    private static void demandAuthority(Stored known, ChainState state, ObjectEntry at, SessionKeys keys) {
        PayloadForm form = known.facts().payload();
        if (form != null && form.dataKey() != null) {
            keys.find(state, at, form.dataKey());
        }
    }

    private AssociatedData bound(Slice factsBytes) {
        return AssociatedData.of(PAYLOAD).fixed(chainBytes).variable(factsBytes);
    }
}
