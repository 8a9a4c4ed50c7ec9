package io.ate.internal.simulation;

import io.ate.AteConfig;
import io.ate.Chain;
import io.ate.ChainName;
import io.ate.PublicKeys;
import io.ate.Session;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.dao.OpenChain;
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
import io.ate.internal.replica.Replica;
import io.ate.internal.replica.ReplicaEnvironment;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.wire.Hash;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A client program with one chain open, which may be killed and started anew at any step. */
final class SimulatedClient {
    private static final ChainName NAME = new ChainName("simulated");

    private final Schedule schedule;
    private final SimulatedServer server;
    private final HeldKeys keys;
    private final Entropy entropy;
    private final Schedule.Program process = new Schedule.Program();
    private final MemoryRedoLog log = MemoryRedoLog.manual(WriteFaults.NONE);
    private final Stream stream = new Stream();
    private @Nullable Link link;
    private @Nullable RemoteReplica replica;
    private @Nullable Chain chain;
    private @Nullable Throwable failure;

    SimulatedClient(Schedule schedule, SimulatedServer server, HeldKeys keys, SignedGenesis create, Verifiers verifiers,
            Entropy entropy) {
        this.schedule = schedule;
        this.server = server;
        this.keys = keys;
        this.entropy = entropy;
        ReplicaEnvironment environment = new ReplicaEnvironment(entropy, verifiers, schedule::now,
                schedule.pool(process),
                schedule.pool(process), schedule.pool(process));
        ClientConnection connection = new ClientConnection(this::connect, environment,
                this::later);
        syncNowAndThen();
        ChainWish wish = new ChainWish(NAME, null, Set.of(), List.of(keys), false, null, create);
        CompletableFuture<Void> _ = connection.open(wish, log, Pins.NONE).handle((opened, error) -> {
            if (error != null) {
                failure = error;
            } else {
                begin(opened);
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

    static ChainName name() {
        return NAME;
    }

    /** The chain once it is open, else null. */
    @Nullable
    Chain chain() {
        return process.isDead() ? null : chain;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    Stream stream() {
        return stream;
    }

    Replica replica() {
        RemoteReplica open = replica;
        if (open == null) {
            throw new IllegalStateException("the chain is not open");
        }
        return open;
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

    private void begin(RemoteReplica opened) {
        replica = opened;
        stream.begin(opened.sequence());
        opened.listen(stream::applied);
        AteConfig config = AteConfig.builder().clock(new VirtualClock(schedule)).build();
        chain = OpenChain.over(opened, Session.of(keys), config, () -> {
        });
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
        Link fresh = new Link(schedule);
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

    /** What a listener hears: each commit once, in order, without a gap. */
    static final class Stream {
        private long last = -1;

        void begin(long sequence) {
            last = sequence;
        }

        void applied(Replica.Applied commit) {
            if (commit.record().first() != last + 1) {
                throw new AssertionError("after sequence " + last + " came " + commit.record().first());
            }
            if (commit.events().size() != commit.record().statement().count()) {
                throw new AssertionError("of the commit at " + commit.record().first() + " a part came");
            }
            last = commit.record().last();
        }

        long last() {
            return last;
        }
    }

    private static final class VirtualClock extends Clock {
        private final Schedule schedule;

        private VirtualClock(Schedule schedule) {
            this.schedule = schedule;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(schedule.now());
        }
    }
}
