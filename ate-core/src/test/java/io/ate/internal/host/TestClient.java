package io.ate.internal.host;

import io.ate.ChainId;
import io.ate.Reason;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.event.Commit;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.protocol.ChainList;
import io.ate.internal.protocol.Close;
import io.ate.internal.protocol.Closed;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Credit;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.KeyProof;
import io.ate.internal.protocol.Live;
import io.ate.internal.protocol.Message;
import io.ate.internal.protocol.Open;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.Position;
import io.ate.internal.protocol.Prove;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.testing.Keys;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * A client on one connection that checks every message against what the protocol promises: ranges follow one another,
 * nothing comes without credit, every request is answered once. Confined to one thread.
 */
final class TestClient implements Outlet {
    private static final Verifiers VERIFIERS = new Verifiers();
    private static final Network HERE = Network.of(InetAddress.getLoopbackAddress());

    private final Hash transcript;
    private final Executor own;
    private final ServerConnection connection;
    private final List<ToClient> received = new ArrayList<>();
    private final Map<Integer, TestStream> streams = new HashMap<>();
    private final Map<Integer, Commit> sent = new HashMap<>();
    private boolean writable = true;
    private boolean reading = true;
    private int requests;

    private boolean leaves;
    private boolean ended;

    TestClient(TestServer server, int number) {
        transcript = Sha256.unlabelled().u32(number).digest();
        own = server.scheduler().thread();
        connection = new ServerConnection(server.directory(), new Possession(transcript, VERIFIERS), server::status,
                HERE, own, this);
    }

    // --- what it sends

    void send(ToServer... messages) {
        own.execute(() -> {
            List.of(messages).forEach(connection::receive);
            connection.received();
        });
    }

    /** Has {@code task} run when the connection has done all that it was sent before. */
    void afterwards(Runnable task) {
        own.execute(task);
    }

    /** The number of the last request. */
    int lastRequest() {
        return requests;
    }

    int nextRequest() {
        return ++requests;
    }

    /** Opens a chain on that channel from the beginning. */
    int open(int channel, SignedGenesis genesis, boolean create) {
        return open(channel, genesis, create, Position.At.START);
    }

    int open(int channel, SignedGenesis genesis, boolean create, Position position) {
        int request = nextRequest();
        long from = position instanceof Position.At at ? at.sequence() : 0;
        streams.put(channel, new TestStream(from, sent::get));
        send(new Open(channel, request, genesis.record().name(), null, position, Integer.MAX_VALUE,
                create ? genesis : null));
        return request;
    }

    int prove(int channel, HeldKeys keys, ChainId chain) {
        int request = nextRequest();
        send(new Prove(channel, request, Slice.of(keys.publicKeys().encoded()), proof(keys, chain)));
        return request;
    }

    /** A proof that holds on this connection, for that chain. */
    Slice proof(HeldKeys keys, ChainId chain) {
        return KeyProof.PROVE.sign(keys, transcript, chain);
    }

    /** A request to drop that chain that holds on this connection. */
    Slice dropping(HeldKeys keys, ChainId chain) {
        return KeyProof.DROP.sign(keys, transcript, chain);
    }

    int commit(int channel, Commit commit) {
        int request = nextRequest();
        sent.put(request, commit);
        send(new CommitMessage(channel, request, commit.encode()));
        return request;
    }

    /** Sends commits in one frame. */
    void commit(int channel, List<Commit> commits) {
        List<ToServer> messages = new ArrayList<>();
        for (Commit commit : commits) {
            int request = nextRequest();
            sent.put(request, commit);
            messages.add(new CommitMessage(channel, request, commit.encode()));
        }
        send(messages.toArray(ToServer[]::new));
    }

    void credit(int channel, int bytes) {
        stream(channel).credited(bytes);
        send(new Credit(channel, bytes));
    }

    /** Ends the connection by a message. */
    void leave() {
        leaves = true;
        close(Message.SERVER);
    }

    /** Tells whether the server has ended the connection. */
    boolean hasEnded() {
        return ended;
    }

    void close(int channel) {
        streams.remove(channel);
        send(new Close(channel, Reason.UNKNOWN));
    }

    /** The connection breaks. */
    void cut() {
        own.execute(connection::end);
    }

    void stall() {
        writable = false;
    }

    void goOn() {
        writable = true;
        own.execute(connection::writable);
    }

    // --- what it has received

    ServerConnection connection() {
        return connection;
    }

    boolean isReadFrom() {
        return reading;
    }

    List<ToClient> received() {
        return received;
    }

    <T extends ToClient> List<T> received(Class<T> type) {
        return received.stream().filter(type::isInstance).map(type::cast).toList();
    }

    boolean has(int channel) {
        return streams.containsKey(channel);
    }

    TestStream stream(int channel) {
        return Objects.requireNonNull(streams.get(channel), "the channel is not open");
    }

    /** The reason with which a request was refused, if it was. */
    Optional<Reason> refusal(int request) {
        return received(Rejected.class).stream().filter(r -> r.request() == request).map(Rejected::reason).findFirst();
    }

    Optional<Committed> committed(int request) {
        return received(Committed.class).stream().filter(c -> c.request() == request).findFirst();
    }

    /** The answer that opened that channel last. */
    Opened opened(int channel) {
        return received(Opened.class).stream().filter(o -> o.channel() == channel).toList().getLast();
    }

    List<Reason> closed(int channel) {
        return received(Closed.class).stream().filter(c -> c.channel() == channel).map(Closed::reason).toList();
    }

    Optional<ChainList> chains() {
        return received(ChainList.class).stream().findFirst();
    }

    @Override
    public void send(ToClient message) {
        received.add(message);
        switch (message) {
            case Events events when streams.containsKey(events.channel()) -> stream(events.channel()).take(events);
            case Live live when streams.containsKey(live.channel()) -> stream(live.channel()).take(live);
            case Opened opened when streams.containsKey(opened.channel()) ->
                    stream(opened.channel()).take(opened, VERIFIERS.of(Keys.open("server")));
            default -> {
                // kept, for the test to look at
            }
        }
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public void read(boolean going) {
        reading = going;
    }

    @Override
    public void close(String reason) {
        if (!leaves) {
            throw new AssertionError("closed: " + reason);
        }
        ended = true;
    }
}
