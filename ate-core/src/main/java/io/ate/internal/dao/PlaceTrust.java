package io.ate.internal.dao;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ate.CompactedException;
import io.ate.CorruptionException;
import io.ate.HistoryNeededException;
import io.ate.NoReadAuthorityException;
import io.ate.PrimaryKey;
import io.ate.Trust;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.KeyRing;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.event.PlaceMark;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Replica;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that nothing is written to a place for which there is only the server's word, since the place of an object
 * decides who can read it. Thread-safe.
 *
 * <p>
 * In distributed trust everything is signed. In centralized trust all that decides who can read is, but for one thing:
 * the birth of an object whose value is sealed. A server could end an object, begin it anew where others read, with a
 * payload that nobody can open, and wait for somebody to overwrite it, or to put something below it. So before that is
 * done, the seal has to vouch for the place: an object belongs where it is if its value opens under the key ring in
 * force there, or else if every object from it up to the one that says who reads was born there under a seal that opens
 * (the place is part of what is sealed), or was put there under a signature. Whoever writes a value to a place that he
 * has found genuine says so in it ({@link PayloadForm#vouched}), so that the values before can go.
 */
final class PlaceTrust {
    /** Births that are remembered as genuine, so that each is opened once. */
    private static final int REMEMBERED = 100_000;

    private final Trust trust;
    private final Replica replica;
    private final Payloads payloads;
    private final Cache<Long, Boolean> genuine = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(REMEMBERED)
            .build();

    /** By which keys, and from where, a unit of work looks. */
    record Witness(Standpoint standpoint, SessionKeys keys, Deadline deadline) {}

    PlaceTrust(Trust trust, Replica replica, Payloads payloads) {
        this.trust = trust;
        this.replica = replica;
        this.payloads = payloads;
    }

    /**
     * Demands that who reads {@code object} in {@code state} is not for the server to say.
     *
     * @param object as it is to be written, or one that is to be born
     * @throws CorruptionException if it, or what it hangs below, was put there by nobody who could
     * @throws io.ate.NoReadAuthorityException if the session cannot tell, since it reads none of it
     */
    void demandVouched(ChainState state, ObjectEntry object, Witness witness) throws InterruptedException {
        if (trust == Trust.DISTRIBUTED) {
            return;
        }
        Rights.Reading reading = Rights.reading(state, object);
        boolean nearest = true;
        for (ObjectEntry at = object; !at.key().equals(reading.holder()); at = parent(state, at)) {
            if (isOwn(at)) {
                continue;
            }
            if (nearest && isSealedFor(reading, at, witness)) {
                return;
            }
            nearest = false;
            demandGenuine(state, at, witness);
        }
    }

    /**
     * Tells whether {@code object} came below {@code above}, level by level, by somebody who reads there or has signed
     * it, and not by the server's word alone; false also if the session cannot tell.
     */
    boolean isRightlyBelow(ChainState state, ObjectEntry object, PrimaryKey above, Witness witness)
            throws InterruptedException {
        if (trust == Trust.DISTRIBUTED) {
            return true;
        }
        try {
            for (ObjectEntry at = object; !at.key().equals(above); at = parent(state, at)) {
                if (!isOwn(at)) {
                    demandGenuine(state, at, witness);
                }
            }
            return true;
        } catch (CorruptionException | NoReadAuthorityException | HistoryNeededException e) {
            return false;
        }
    }

    /**
     * Where the object is, if it is for certain there rightly: by a present value that vouches for it and is here, or
     * since this program puts it there itself; else null: nothing is fetched for that, and who wants to know goes back
     * to the birth.
     *
     * @param object as the chain has it
     */
    @Nullable
    PlaceMark vouched(ObjectEntry object, Witness witness) throws InterruptedException {
        long placed = object.placed();
        if (trust == Trust.DISTRIBUTED || placed != object.born()) {
            return null;
        }
        boolean isGenuine = isOwn(object) || genuine.getIfPresent(placed) != null;
        if (!isGenuine && object.valued() > 0 && object.vouching() == object.valued() && isHere(object, witness)
                && opens(object, witness)) {
            genuine.put(placed, true);
            isGenuine = true;
        }
        return isGenuine ? PlaceMark.of(object.parent(), object.collection()) : null;
    }

    private static ObjectEntry parent(ChainState state, ObjectEntry object) {
        @Nullable
        ObjectEntry parent = state.entry(object.parent());
        return parent == null ? state.zero() : parent;
    }

    /** Tells whether this program itself puts the object where it is, in this commit or one that has no answer yet. */
    private static boolean isOwn(ObjectEntry entry) {
        return entry.placed() < 0;
    }

    /** Tells whether somebody who has a data key of that ring has sealed the object's value with it. */
    private boolean isSealedFor(Rights.Reading reading, ObjectEntry entry, Witness witness)
            throws InterruptedException {
        if (!(reading.entry().ring() instanceof KeyRing.Sealed)) {
            return false;
        }
        Stored stored = payloads.read(witness.standpoint, entry, witness.keys, witness.deadline);
        PayloadForm form = stored.facts().payload();
        DataKeyId sealing = form == null ? null : form.dataKey();
        return sealing != null && witness.keys.carries(reading, sealing);
    }

    private void demandGenuine(ChainState state, ObjectEntry entry, Witness witness) throws InterruptedException {
        long placed = entry.placed();
        if (placed != entry.born() || genuine.getIfPresent(placed) != null) {
            return; // who moved it signed that
        }
        ObjectEntry present = witness.standpoint.entry(entry.key());
        long vouching = present != null && present.placed() == placed ? present.vouching() : placed;
        if (vouching < 0) {
            return; // this program has found it so, and written a value since that has no answer yet
        }
        Facts facts = replica.header(vouching).facts();
        if (!facts.key().equals(entry.key())) {
            throw new CorruptionException("at sequence " + vouching + " stands object " + facts.key()
                    + " where a value of " + entry.key() + " is expected that vouches for its place");
        }
        PayloadForm form = facts.payload();
        DataKeyId sealing = form == null ? null : form.dataKey();
        boolean isSignedBirth = vouching == placed && facts.rules() != null;
        if (sealing != null && !isSignedBirth) { // else it was judged by its signature
            payloads.unseal(event(vouching, witness), witness.keys.find(state, entry, sealing));
        }
        genuine.put(placed, true);
    }

    private Event event(long sequence, Witness witness) throws InterruptedException {
        try {
            return replica.event(sequence, witness.deadline);
        } catch (CompactedException e) { // who has the history knows of a later one
            throw new HistoryNeededException("what vouches for the place of an object takes the history: "
                    + e.getMessage());
        }
    }

    private boolean isHere(ObjectEntry object, Witness witness) {
        return payloads.isOpened(object.valued()) || witness.standpoint.header(object).hasPayload();
    }

    private boolean opens(ObjectEntry object, Witness witness) throws InterruptedException {
        try {
            var _ = payloads.read(witness.standpoint, object, witness.keys, witness.deadline);
            return true;
        } catch (NoReadAuthorityException | CorruptionException _) {
            return false;
        }
    }
}
