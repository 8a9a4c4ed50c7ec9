package io.ate.internal.host;

import io.ate.StoreFailedException;
import io.ate.internal.compaction.CompactionRules;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.extension.Sinks;
import io.ate.internal.extension.Validators;
import io.ate.internal.lock.Timer;
import io.ate.internal.log.RedoLog;
import io.ate.internal.trust.Verifiers;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What everything on the server's side stands on. Immutable.
 *
 * @param identity the server's keys, which sign heads
 * @param clock milliseconds since 1970
 * @param timer by which leases go
 * @param owners runs the owners of chains: as many threads as there are cores
 * @param checkers runs checks of commits and proofs, which cost cryptography and never wait
 * @param readers runs reads of the log, which may wait for the disk
 * @param failed is told when the log has failed and the outcome of what waited is unknown
 * @param validators are asked about commits
 * @param sinks are told what became durable
 * @param compaction when chains are compacted, and what is kept
 */
public record HostEnvironment(RedoLog log, HeldKeys identity, Limits limits, Verifiers verifiers, LongSupplier clock,
        Timer timer, Executor owners, Executor checkers, Executor readers, Consumer<StoreFailedException> failed,
        Validators validators, Sinks sinks, CompactionRules compaction) {

    /** A server into which no program has put anything. */
    public HostEnvironment(RedoLog log, HeldKeys identity, Limits limits, Verifiers verifiers, LongSupplier clock,
            Timer timer, Executor owners, Executor checkers, Executor readers,
            Consumer<StoreFailedException> failed) {
        this(log, identity, limits, verifiers, clock, timer, owners, checkers, readers, failed, Validators.NONE,
                Sinks.NONE, CompactionRules.NEVER);
    }
}
