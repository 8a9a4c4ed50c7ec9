package io.ate.internal.dao;

import io.ate.CompactedException;
import io.ate.NoReadAuthorityException;
import io.ate.internal.event.Event;
import io.ate.internal.trust.Rights;
import io.ate.internal.view.ObjectEntry;
import java.util.Set;

/**
 * Tells whether an object still has the value that it was born with. Confined to its unit of work's thread.
 *
 * <p>
 * A newer version alone does not say that it has another value: who changes who reads an object has what hangs below it
 * sealed anew. Then the two are compared. Who was not among the readers at the birth cannot do that, nor can anybody
 * where compaction has removed it, since it was not as long; they take the word of those who may change the rules
 * there, but of nobody who may only write.
 */
record BirthCheck(OpenChain chain, Sight sight, SessionKeys keys) {
    boolean holds(ObjectEntry entry) {
        ObjectState state = sight.read(entry);
        boolean isOwn = state.isBorn() || entry.born() < 0; // by a commit of this program that has no answer yet
        if (isOwn || (!state.isWritten() && entry.valued() == entry.born())) {
            return true;
        }
        try {
            Stored born = chain.payloads()
                    .open(birth(entry), sealing -> keys.findEver(sight.overlay(), entry, entry.key(), sealing));
            return born.plaintext().equals(state.value()) && born.facts().type().equals(state.entry().type());
        } catch (NoReadAuthorityException | CompactedException _) {
            return !state.isWritten() && entry.valued() > 0
                    && Rights.mayControl(sight.overlay(), entry, Set.of(sight.facts(entry.valued()).author()));
        }
    }

    private Event birth(ObjectEntry entry) {
        try {
            return chain.replica().event(entry.born(), sight.deadline());
        } catch (InterruptedException e) {
            throw Interruption.of("reading how object " + entry.key() + " was born", e);
        }
    }
}
