package io.ate.internal.host;

import io.ate.Reason;
import io.ate.StoreDamagedException;
import io.ate.internal.log.RedoLog;
import io.ate.internal.trust.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Why a chain can take nothing more. Immutable.
 *
 * @param text the same for people
 */
record Full(Reason reason, String text) {
    /** What a commit is told that it would take room for. */
    Verdict.Refused refusal() {
        return new Verdict.Refused(reason, text, null);
    }

    /** Whether, and why, that chain of the log can take nothing more now; null if it can. */
    static @Nullable Full of(RedoLog log, long chain, Limits limits) {
        if (log.isNearlyFull()) {
            return new Full(Reason.STORE_FULL, "the server's disk is nearly full; free some space there and try again");
        }
        long bound = limits.chainBytes();
        try {
            return bound == Long.MAX_VALUE || log.approximateSize(chain) <= bound ? null
                    : new Full(Reason.CHAIN_FULL,
                            "the chain has reached the size of " + bound + " bytes that this server allows");
        } catch (StoreDamagedException e) {
            return new Full(Reason.DAMAGED, String.valueOf(e.getMessage()));
        }
    }
}
