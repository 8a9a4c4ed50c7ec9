package io.ate.internal.replica;

import io.ate.internal.compaction.CompactionRules;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.lock.Timer;
import io.ate.internal.trust.Verifiers;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * What everything on the client's side stands on. Immutable.
 *
 * @param clock milliseconds since 1970
 * @param timer by which leases go
 * @param owners runs the owners of replicas and connections; they never wait
 * @param checkers runs signing and checks of signatures and hashes, which never wait: as many threads as there are
 * cores
 * @param readers runs reads of the log, which may wait for the disk
 * @param serverClock what time it is where the commits go
 * @param payloadLimit payloads of more bytes than that are left at the server until they are wanted
 * @param compaction when replicas are compacted, and what is kept of them
 */
public record ReplicaEnvironment(Entropy entropy, Verifiers verifiers, LongSupplier clock, ServerClock serverClock,
        Timer timer, Executor owners, Executor checkers, Executor readers, int payloadLimit,
        CompactionRules compaction) {

    public ReplicaEnvironment(Entropy entropy, Verifiers verifiers, LongSupplier clock, Timer timer, Executor owners,
            Executor checkers, Executor readers, int payloadLimit, CompactionRules compaction) {
        this(entropy, verifiers, clock, new ServerClock(clock), timer, owners, checkers, readers, payloadLimit,
                compaction);
    }

    /** The same for what stands on another server, whose clock has to be learnt. */
    public ReplicaEnvironment atAnotherServer() {
        return new ReplicaEnvironment(entropy, verifiers, clock, timer, owners, checkers, readers, payloadLimit,
                compaction);
    }
}
