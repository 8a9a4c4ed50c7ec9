package io.ate.internal.simulation;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.Session;
import io.ate.internal.chain.Chains;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.Workers;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.WriteFaults;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.replica.ChainWish;
import io.ate.internal.replica.ClientConnection;
import io.ate.internal.replica.Connector;
import io.ate.internal.replica.Delays;
import io.ate.internal.replica.Line;
import io.ate.internal.replica.Pins;
import io.ate.internal.replica.RemoteReplica;
import io.ate.internal.replica.ReplicaEnvironment;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.wire.Hash;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A client program with some chains open over one connection after the other, which may be killed at any step.
 * Confined to the simulation's thread.
 */
final class SimulatedClient {
    /** Longer than any run takes in real time, which is all that waits for it. */
    private static final Duration PATIENCE = Duration.ofDays(1);
    /** More than any commit needs that gets on. */
    private static final int MOST_ATTEMPTS = 1_000;

    private final Schedule schedule;
    private final HeldKeys keys;
    private final Entropy entropy;
    private final Opening opening;
    private final Schedule.Program process = new Schedule.Program();
    private final MemoryRedoLog log = MemoryRedoLog.manual(WriteFaults.NONE);
    private final List<SimulatedChain> chains;
    private SimulatedServer server;
    private Meddler meddler = Meddler.NONE;
    private @Nullable Link link;

    /** Puts the handle that a program works with over a chain that is open. */
    @FunctionalInterface
    interface Opening {
        Chain open(RemoteReplica replica, Schedule.Program process);
    }

    /** @param geneses of the chains to open, or to create where they are not there yet */
    SimulatedClient(Schedule schedule, SimulatedServer server, HeldKeys keys, List<SignedGenesis> geneses,
            Verifiers verifiers, Entropy entropy) {
        this(schedule, server, keys, geneses, verifiers, entropy, (replica, process) -> Chains.over(replica,
                Session.of(keys),
                AteConfig.builder().clock(new CountingClock(schedule::now)).deadline(PATIENCE).build(),
                workers(schedule, process)));
    }

    private static Workers workers(Schedule schedule, Schedule.Program process) {
        return new Workers(schedule.pool(process), (_, attempts, _, _) -> {
            if (attempts == MOST_ATTEMPTS) {
                schedule.fail("a commit is drawn up anew without an end");
            }
            return attempts < MOST_ATTEMPTS;
        }, Duration.ZERO);
    }

    /** The same with handles of another making; chains of others' it opens only where they are there. */
    SimulatedClient(Schedule schedule, SimulatedServer server, HeldKeys keys, List<SignedGenesis> geneses,
            Verifiers verifiers, Entropy entropy, Opening opening) {
        this.opening = opening;
        this.schedule = schedule;
        this.server = server;
        this.keys = keys;
        this.entropy = entropy;
        this.chains = geneses.stream().map(each -> new SimulatedChain(each, server.compacts())).toList();
        ReplicaEnvironment environment = new ReplicaEnvironment(entropy, verifiers, schedule::now,
                schedule.timer(process), schedule.pool(process), schedule.pool(process), schedule.pool(process),
                Bounds.PAYLOAD, SimulatedServer.compaction(schedule));
        ClientConnection connection = new ClientConnection(this::connect, environment, this::later);
        syncNowAndThen();
        chains.forEach(each -> open(connection, each));
    }

    private void open(ClientConnection connection, SimulatedChain wanted) {
        KeyId owner = wanted.genesis().record().signer();
        ChainWish wish = new ChainWish(wanted.name(), null, Set.of(owner), List.of(keys), false, null,
                owner.equals(keys.id()) ? wanted.genesis() : null);
        CompletableFuture<Void> _ = connection.open(wish, log, Pins.NONE).handle((opened, error) -> {
            if (error != null) {
                wanted.failed(error);
            } else {
                wanted.opened(opened, opening.open(opened, process));
            }
            return null;
        });
    }

    private Delays.Pending later(long delay, Runnable task) {
        AtomicBoolean cancelled = new AtomicBoolean();
        schedule.after(delay, () -> {
            if (!process.isDead() && !cancelled.get()) {
                task.run();
            }
        });
        return () -> cancelled.set(true);
    }

    /** All chains that it has open or wants to. */
    List<SimulatedChain> chains() {
        return chains;
    }

    boolean isDead() {
        return process.isDead();
    }

    /** The program dies. */
    void kill() {
        process.kill();
        cut();
    }

    /** The network fails. */
    void cut() {
        Link present = link;
        if (present != null) {
            present.cut();
        }
    }

    /** From now on that server and that meddler are what it finds at the server's address. */
    void meet(SimulatedServer other, Meddler with) {
        server = other;
        meddler = with;
        cut();
    }

    private void syncNowAndThen() {
        schedule.after(schedule.between(1, 30), () -> {
            if (!process.isDead()) {
                log.sync();
                syncNowAndThen();
            }
        });
    }

    private void connect(Connector.Receiver receiver) {
        Executor own = schedule.thread(process);
        if (!server.isUp()) {
            own.execute(() -> receiver.ended(new Connector.End.Lost("nobody listens")));
            return;
        }
        Link fresh = new Link(schedule, meddler);
        link = fresh;
        Hash transcript = Hash.of(entropy.bytes(Hash.BYTES));
        server.accept(fresh, transcript);
        own.execute(() -> receiver.established(new SimulatedLine(fresh, transcript, server.identity())));
        fresh.deliverToClient(receiver::received,
                () -> own.execute(() -> receiver.ended(new Connector.End.Lost("the link was cut"))), own);
    }

    private record SimulatedLine(Link link, Hash transcript, PublicKeys identity) implements Line {
        @Override
        public void send(List<ToServer> messages) {
            messages.forEach(link::sendToServer);
        }

        @Override
        public void close(String why) {
            link.cut();
        }
    }
}
