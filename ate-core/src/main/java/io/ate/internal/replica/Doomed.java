package io.ate.internal.replica;

import io.ate.CommitRejectedException;
import io.ate.PrimaryKey;
import io.ate.Reason;
import io.ate.internal.text.Things;

/**
 * An own commit that is bound to be refused, whoever has not said so yet. Immutable.
 *
 * @param object for whose sake
 */
record Doomed(PendingCommit commit, Reason reason, PrimaryKey object) {
    CommitRejectedException refusal() {
        return CommitRejectedException.of(reason, reason == Reason.PREDECESSOR_REFUSED
                ? Things.described(object) + " was read as an earlier commit left it, which was not admitted"
                : Things.described(object) + " has been changed by others meanwhile", object);
    }
}
