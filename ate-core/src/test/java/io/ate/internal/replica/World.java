package io.ate.internal.replica;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.CompactionPolicy;
import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.Trust;
import io.ate.extension.Compactor;
import io.ate.internal.compaction.CompactionRules;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.extension.Compactors;
import io.ate.internal.extension.Sinks;
import io.ate.internal.extension.Validators;
import io.ate.internal.host.ChainDirectory;
import io.ate.internal.host.HostEnvironment;
import io.ate.internal.host.Limits;
import io.ate.internal.host.Network;
import io.ate.internal.host.Outlet;
import io.ate.internal.host.Possession;
import io.ate.internal.host.ServerConnection;
import io.ate.internal.lock.Timer;
import io.ate.internal.log.MemoryRedoLog;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.WriteFaults;
import io.ate.internal.protocol.HandshakeFailure;
import io.ate.internal.protocol.MessageCodec;
import io.ate.internal.protocol.ServerStatus;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.sequence.Serial;
import io.ate.internal.testing.Keys;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.MalformedException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A server with its log, clients with theirs, and the connections between them, all on the test's thread. Confined to
 * it.
 */
final class World {
    private static final Network HERE = Network.of(InetAddress.getLoopbackAddress());

    final Steps steps = new Steps();
    final Verifiers verifiers = new Verifiers();
    final HeldKeys identity;
    private final List<MemoryRedoLog> logs = new ArrayList<>();
    private final Random random = new Random(42);
    private final ChainDirectory directory;
    /** Whether the server's disk is nearly full. */
    boolean full;
    private long connections;

    World() {
        this(Keys.of("server"));
    }

    World(HeldKeys identity) {
        this(identity, Limits.DEFAULT, CompactionRules.NEVER);
    }

    /** A world whose server compacts a chain whenever it has grown, and remembers nothing that is in its log. */
    static World compacting(Compactor... compactors) {
        return compacting(whenGrown(compactors));
    }

    /** The same, and values that were stored within that time stay. */
    static World keeping(Duration recent) {
        return compacting(new CompactionRules(new CompactionPolicy.Auto(1, 1, Duration.ofHours(1), recent),
                Compactors.NONE));
    }

    private static World compacting(CompactionRules rules) {
        Limits usual = Limits.DEFAULT;
        Limits forgetful = new Limits(usual.channels(), usual.commitsInFlight(), usual.bytesInFlight(), 1,
                usual.chainBytes(), usual.headInterval(), usual.bytesInFlightInAll(), usual.tailBytesInAll(),
                usual.serviceBytesInAll(), usual.serviceBytesPerNetwork());
        return new World(Keys.of("server"), forgetful, rules);
    }

    /** That a chain is compacted whenever it has grown. */
    static CompactionRules whenGrown(Compactor... compactors) {
        return new CompactionRules(new CompactionPolicy.Auto(1, 1, Duration.ofHours(1)),
                new Compactors(List.of(compactors)));
    }

    private World(HeldKeys identity, Limits limits, CompactionRules compaction) {
        this.identity = identity;
        MemoryRedoLog log = MemoryRedoLog.manual(WriteFaults.NONE, () -> full);
        logs.add(log);
        HostEnvironment host = new HostEnvironment(log, identity, limits, verifiers, steps::now,
                steps.timer(),
                steps, steps, steps, cause -> {
                    throw cause;
                }, Validators.NONE, Sinks.NONE, compaction);
        directory = new ChainDirectory(host);
    }

    /** The server's. */
    RedoLog serverLog() {
        return logs.getFirst();
    }

    /** A log that loses nothing but makes durable only what {@link #settle()} has reached. */
    MemoryRedoLog log() {
        MemoryRedoLog log = MemoryRedoLog.manual(WriteFaults.NONE);
        logs.add(log);
        return log;
    }

    /** The log of a program that comes here from another world. */
    MemoryRedoLog adopt(RedoLog log) {
        MemoryRedoLog brought = (MemoryRedoLog) log;
        logs.add(brought);
        return brought;
    }

    /** The machine of a program fails: what is not durable is lost. */
    MemoryRedoLog crash(Client client, MemoryRedoLog log) {
        client.dead = true;
        client.cut();
        logs.remove(log);
        log.crash();
        return adopt(log.reopened());
    }

    /** Runs everything until nothing is left to do but to wait. */
    void settle() {
        settle(List.copyOf(logs));
    }

    /** The same while that one's disk does not get to what it is to write. */
    void settleBut(MemoryRedoLog slow) {
        settle(logs.stream().filter(each -> !each.equals(slow)).toList());
    }

    private void settle(List<MemoryRedoLog> writing) {
        boolean going = true;
        while (going) {
            going = steps.run();
            for (MemoryRedoLog log : writing) {
                going |= log.sync() > 0;
            }
        }
    }

    /** Lets time pass. */
    void pass(long millis) {
        steps.pass(millis, () -> {
            settle();
            directory.tick();
            settle();
        });
    }

    /** The same while that one's disk does not get to what it is to write. */
    void passBut(MemoryRedoLog slow, long millis) {
        steps.pass(millis, () -> {
            settleBut(slow);
            directory.tick();
            settleBut(slow);
        });
    }

    /** A program that talks to this server. */
    Client client() {
        return client(Bounds.PAYLOAD);
    }

    /** A program that talks to this server, and leaves payloads of more bytes than that there. */
    Client client(int payloadLimit) {
        return new Client(payloadLimit, CompactionRules.NEVER);
    }

    /** A program that compacts its replica whenever that has grown. */
    Client compactingClient(Compactor... compactors) {
        return new Client(Bounds.PAYLOAD, whenGrown(compactors));
    }

    static ChainWish wish(SignedGenesis genesis, HeldKeys... keys) {
        return new ChainWish(genesis.record().name(), null, Set.of(), List.of(keys), false, null, genesis);
    }

    static ChainWish pinned(SignedGenesis genesis, HeldKeys... keys) {
        return new ChainWish(genesis.record().name(), genesis.chainId(), Set.of(), List.of(keys), false, null, null);
    }

    static ChainWish wish(ChainName name, @Nullable ChainId pinned, Set<KeyId> owners, boolean onFirstUse,
            @Nullable Trust trust, HeldKeys... keys) {
        return new ChainWish(name, pinned, owners, List.of(keys), onFirstUse, trust, null);
    }

    /** One program, with its connection. */
    final class Client implements Connector {
        final ReplicaEnvironment environment;
        final ClientConnection connection;
        /** What becomes of each message on its way to the client; a lying server is made with it. */
        UnaryOperator<List<ToClient>> meddling = UnaryOperator.identity();
        /** What becomes of each message on its way to the server. */
        UnaryOperator<List<ToServer>> losing = UnaryOperator.identity();
        /** Whether a connection can be had. */
        boolean reachable = true;
        /** Whether anything comes of an attempt to connect. */
        boolean answers = true;
        /** What the handshake comes to, if not to a connection. */
        @Nullable
        HandshakeFailure failure;
        /** Whether a connection ends when it is hung up, as where the server reads what was sent before. */
        boolean heard = true;
        /** How often it has tried to connect. */
        int calls;
        /** Runs what the program does, as long as it lives. */
        final Executor process = task -> steps.execute(alive(task));
        /** Whether what is signed or checked next takes so long that nothing comes of it before {@link #goOn()}. */
        boolean slow;
        private @Nullable Runnable waiting;
        private boolean dead;
        private @Nullable Wire wire;

        private Client(int payloadLimit, CompactionRules compaction) {
            environment = new ReplicaEnvironment(random::nextBytes, verifiers, steps::now, new Timer() {
                @Override
                public long now() {
                    return steps.now();
                }

                @Override
                public Timer.Pending after(long millis, Runnable task) {
                    return steps.timer().after(millis, alive(task));
                }
            }, process, task -> {
                if (slow && waiting == null) {
                    waiting = task;
                } else {
                    process.execute(task);
                }
            }, process, payloadLimit, compaction);
            connection = new ClientConnection(this, environment, (millis, task) -> steps.after(millis, alive(task)));
        }

        /** What takes so long comes to its end. */
        void goOn() {
            slow = false;
            process.execute(Objects.requireNonNull(waiting, "something takes long"));
        }

        private Runnable alive(Runnable task) {
            return () -> {
                if (!dead) {
                    task.run();
                }
            };
        }

        @Override
        public void connect(Receiver receiver) {
            calls++;
            if (!answers) {
                return;
            }
            if (!reachable) {
                steps.execute(() -> receiver.ended(new End.Lost("no route to host")));
                return;
            }
            HandshakeFailure refusal = failure;
            if (refusal != null) {
                steps.execute(() -> receiver.ended(new End.Refused(refusal, "no server of ours")));
                return;
            }
            Wire begun = new Wire(this, receiver);
            wire = begun;
            steps.execute(() -> receiver.established(begun));
        }

        /** The replica of that chain, which is known or can be had. */
        RemoteReplica open(ChainWish wish) {
            return open(wish, log());
        }

        RemoteReplica open(ChainWish wish, MemoryRedoLog log) {
            var opened = connection.open(wish, log, Pins.NONE);
            pass(6_000);
            return opened.join();
        }

        /** The network fails. */
        void cut() {
            Wire present = wire;
            if (present != null) {
                present.cut();
            }
        }
    }

    /** One connection. */
    private final class Wire implements Line, Outlet {
        private final Client client;
        private final Connector.Receiver receiver;
        private final Hash transcript;
        private final ServerConnection server;
        private boolean cut;

        private Wire(Client client, Connector.Receiver receiver) {
            this.client = client;
            this.receiver = receiver;
            this.transcript = Hash.of(ByteBuffer.allocate(Hash.BYTES).putLong(++connections).array());
            this.server = new ServerConnection(directory, new Possession(transcript, verifiers),
                    (request, _) -> new ServerStatus(request, "test", 0, 0, null, false, List.of()), HERE,
                    new Serial(steps),
                    this);
        }

        @Override
        public Hash transcript() {
            return transcript;
        }

        @Override
        public PublicKeys identity() {
            return identity.publicKeys();
        }

        @Override
        public void send(List<ToServer> messages) {
            List<ToServer> sent = new ArrayList<>();
            for (ToServer each : client.losing.apply(messages)) {
                try {
                    sent.add(MessageCodec.decodeToServer(MessageCodec.encode(each)));
                } catch (MalformedException e) {
                    throw new IllegalStateException("what is encoded can be decoded: " + each, e);
                }
            }
            steps.execute(() -> {
                if (!cut) {
                    sent.forEach(server::receive);
                    server.received();
                }
            });
        }

        @Override
        public void send(ToClient message) {
            steps.execute(() -> {
                if (!cut) {
                    receiver.received(client.meddling.apply(List.of(message)));
                }
            });
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void read(boolean going) {
            // The test sends no more than the server takes.
        }

        @Override
        public void close(String why) {
            if (client.heard) {
                cut();
            }
        }

        private void cut() {
            if (!cut) {
                cut = true;
                steps.execute(server::end);
                steps.execute(() -> receiver.ended(new Connector.End.Lost("cut")));
            }
        }
    }
}
