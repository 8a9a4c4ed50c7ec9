package io.ate.internal.dao;

import io.ate.NoReadAuthorityException;
import io.ate.internal.event.DataKeyId;
import io.ate.internal.event.Event;
import io.ate.internal.event.Facts;
import io.ate.internal.event.PayloadForm;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Standpoint;
import io.ate.internal.view.ObjectEntry;
import java.time.Duration;

/**
 * The value that an object had where a unit of work saw it, and that is not here: fetched from where it is kept when
 * somebody asks for it, also after the unit of work has ended. Immutable and thread-safe.
 *
 * @param sight of the unit of work
 * @param facts of the event that gave it
 * @param patience how long it is waited for
 */
record ValueElsewhere(OpenChain chain, SessionKeys keys, Sight sight, ObjectEntry object, Facts facts,
        Duration patience) {
    /**
     * The value. Where compaction has removed it, since others have changed the object meanwhile, the unit of work has
     * to begin again; who asks after its end is told.
     *
     * @throws NoReadAuthorityException if the session does not open it
     * @throws io.ate.CorruptionException if nobody does
     * @throws io.ate.ChainUnavailableException if it does not come in time
     * @throws io.ate.internal.view.SnapshotExpiredException if it is gone, and the unit of work goes on
     * @throws io.ate.CompactedException if it is gone, and that has ended
     */
    Plaintext fetch() {
        long sequence = object.valued();
        Deadline deadline = Deadline.in(patience);
        try (Standpoint now = chain.replica().standpoint()) {
            Event event = sight.isClosed() ? chain.replica().event(sequence, deadline)
                    : sight.standpoint().value(object, deadline);
            return chain.payloads().past(sequence, () -> event, id -> key(now, id)).plaintext();
        } catch (InterruptedException e) {
            throw Interruption.of("reading object " + object.key(), e);
        }
    }

    /** Tells whether the session opens it, by what is here: its event says what it is sealed with. */
    boolean opens() {
        PayloadForm form = facts.payload();
        if (form == null || form.dataKey() == null) {
            return true;
        }
        try (Standpoint now = chain.replica().standpoint()) {
            var _ = key(now, form.dataKey());
            return true;
        } catch (NoReadAuthorityException _) { // which is what the result says
            return false;
        }
    }

    private DataKey key(Standpoint now, DataKeyId id) {
        ObjectEntry live = now.live(object.key());
        return keys.findEver(now, live != null ? live : now.zero(), object.key(), id);
    }
}
