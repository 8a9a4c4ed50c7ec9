package io.ate.internal.simulation;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.KeyId;
import io.ate.Lock;
import io.ate.Session;
import io.ate.internal.chain.Chains;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.OpenChain;
import io.ate.internal.dao.SessionLease;
import io.ate.internal.dao.Workers;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.RemoteReplica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A client of a {@link ModelRun}, with keys of its own and its deeds, of which the clock of its chain gives the number.
 * Confined to the simulation's thread.
 */
final class ModelClient {
    /** Longer than any run takes in real time, which is all that waits for it. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    /** More than it takes, unless what is waited for comes only when this thread gets to it. */
    private static final int ATTEMPTS = 100;

    private final Schedule schedule;
    private final HeldKeys keys;
    private final AteConfig config;
    private final List<Deed> deeds = new ArrayList<>();
    private @Nullable SimulatedClient client;
    private @Nullable OpenChain chain;
    private int redrafting;
    private int refusedLater;
    private @Nullable Lock lock;

    /** @param deed the number of the deed that is being done */
    ModelClient(Schedule schedule, HeldKeys keys, RandomGenerator entropy, LongSupplier deed) {
        this.schedule = schedule;
        this.keys = keys;
        this.config = AteConfig.builder()
                .clock(new CountingClock(deed))
                .entropy(entropy)
                .deadline(PATIENCE)
                .lease(Duration.ofMillis(700))
                .build();
    }

    /** Puts its handle over a chain that is open. */
    Chain open(RemoteReplica replica, Schedule.Program process) {
        Executor pool = schedule.pool(process);
        Executor counted = task -> {
            redrafting++;
            pool.execute(() -> {
                task.run();
                redrafting--;
            });
        };
        OpenChain open = new OpenChain(replica, config, Optional::empty, Optional.empty(), () -> {
            // its replica is closed with it, and there is nothing else
        }, new Workers(counted, (_, attempts, _, _) -> attempts < ATTEMPTS, Duration.ZERO));
        chain = open;
        Chain handle = Chains.over(open, Session.of(keys), config);
        var _ = handle.onRefused(_ -> refusedLater++);
        return handle;
    }

    void began(SimulatedClient as) {
        client = as;
    }

    SimulatedClient client() {
        SimulatedClient present = client;
        if (present == null) {
            throw new IllegalStateException("it has not begun");
        }
        return present;
    }

    SimulatedChain on() {
        return client().chains().getFirst();
    }

    KeyId who() {
        return keys.id();
    }

    boolean isAlive() {
        return !client().isDead();
    }

    /** Programs wait while something of theirs is hidden that is being drawn up anew. */
    boolean isAtWork() {
        return isAlive() && on().isOpen() && redrafting == 0;
    }

    /** Tells whether all that it has handed over is answered. */
    boolean isSettled() {
        try {
            return redrafting == 0 && on().replica().settle(Deadline.in(Duration.ZERO));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Deed> deeds() {
        return deeds;
    }

    /** How many commits that nobody waits for it was told to be refused. */
    int refusedLater() {
        return refusedLater;
    }

    OpenChain openChain() {
        OpenChain open = chain;
        if (open == null) {
            throw new IllegalStateException("it has nothing open");
        }
        return open;
    }

    SessionLease session() {
        return openChain().begin(Session.of(keys));
    }

    void kill() {
        client().kill();
        deeds.forEach(Deed::orphaned);
    }

    /** Nothing waits for its deadlines any more, which lie beyond those of the whole test. */
    void close() {
        if (chain != null) {
            chain.close();
        }
    }

    /** The lock that it holds, if it does. */
    @Nullable
    Lock lock() {
        return lock;
    }

    void hold(@Nullable Lock given) {
        lock = given;
    }
}
