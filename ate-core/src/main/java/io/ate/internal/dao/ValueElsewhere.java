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
 * @param facts of the event that gave it
 * @param patience how long it is waited for
 */
record ValueElsewhere(OpenChain chain, SessionKeys keys, ObjectEntry object, Facts facts,
        Duration patience) {
    /**
     * The value.
     *
     * @throws NoReadAuthorityException if the session does not open it
     * @throws io.ate.CorruptionException if nobody does
     * @throws io.ate.ChainUnavailableException if it does not come in time
     */
    Plaintext fetch() {
        long sequence = object.valued();
        try (Standpoint now = chain.replica().standpoint()) {
            Event event = chain.replica().event(sequence, Deadline.in(patience));
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
