package io.ate.internal.replica;

import io.ate.ChainUnavailableException;
import io.ate.KeyId;
import io.ate.UntrustedServerException;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.log.RedoLog;
import io.ate.internal.protocol.ChainList;
import io.ate.internal.protocol.Closed;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Compacted;
import io.ate.internal.protocol.Dropped;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.HandshakeFailure;
import io.ate.internal.protocol.KeyProof;
import io.ate.internal.protocol.Live;
import io.ate.internal.protocol.Loaded;
import io.ate.internal.protocol.LoadedObjects;
import io.ate.internal.protocol.LockResult;
import io.ate.internal.protocol.Message;
import io.ate.internal.protocol.Notice;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.Part;
import io.ate.internal.protocol.ProofAnswer;
import io.ate.internal.protocol.Prove;
import io.ate.internal.protocol.Proved;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ServerStatus;
import io.ate.internal.protocol.ServiceNews;
import io.ate.internal.protocol.Synced;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.protocol.Unprove;
import io.ate.internal.sequence.Serial;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server as a client sees it, over one connection after the other: connects while there is something to connect
 * for, again and again with growing pauses, and shares the connection between chains and requests. Thread-safe: what
 * happens is done by its owner, one task at a time, and messages go straight to the chains they are for. No I/O, no
 * clock.
 */
public final class ClientConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);
    /** How long an attempt to connect may take, handshake included. */
    private static final long ATTEMPT = 15_000;
    /** Who can do without the server waits no longer for an attempt to come to anything. */
    private static final long PROMPT = 2_000;
    private static final String UNWANTED = "the client was put off line by client.offline(), until client.online()";
    /** A connection that holds for so long works, also if nothing is said on it. */
    private static final long STEADY = 10_000;
    /** How long whoever closes waits until the server has taken in what was said last, as that locks are given back. */
    private static final long FAREWELL = 2_000;

    private final Connector connector;
    private final ReplicaEnvironment environment;
    private final Delays delays;
    private final Serial owner;
    private final Backoff backoff;
    private final Map<Integer, ChainLink> links = new ConcurrentHashMap<>();
    private final Questions questions = new Questions();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    /** What ends the pause before the next attempt, whichever comes first. */
    private final List<Delays.Pending> pauses = new ArrayList<>();
    private boolean hurried;
    private @Nullable Attempt attempt;
    /** Connections that were hung up, on which something may be yet to be sent. */
    private final Set<Attempt> leaving = new HashSet<>();
    private int lastChannel;
    private boolean closed;
    private volatile boolean offline;
    private volatile String fault = "there is no connection yet";

    /** Puts a request into words, once its number and its connection are known. */
    @FunctionalInterface
    public interface Question {
        ToServer ask(int request, Hash transcript);
    }

    public ClientConnection(Connector connector, ReplicaEnvironment environment, Delays delays) {
        this.connector = connector;
        this.environment = environment;
        this.delays = delays;
        this.owner = new Serial(environment.owners());
        this.backoff = new Backoff(environment.entropy());
    }

    /**
     * Opens a chain.
     *
     * @param log where its replica is kept; it stays the caller's, open until the replica is closed
     * @return completes when the chain is known, from the log or from the server; or exceptionally with an
     * {@link io.ate.AteException}
     */
    public CompletableFuture<RemoteReplica> open(ChainWish wish, RedoLog log, Pins pins) {
        return open(wish, log, pins, () -> {
        });
    }

    /**
     * Opens a chain, as above; who cancels the future gives it up.
     *
     * @param ended is run once, when the chain is given up or closed, and the log has all of it and is not used any
     * more;
     * until then the chain must not be opened with that log again
     */
    public CompletableFuture<RemoteReplica> open(ChainWish wish, RedoLog log, Pins pins, Runnable ended) {
        ChainLink link = new ChainLink(environment, this, wish, log, pins, ended);
        var _ = link.opened().whenComplete((_, fault) -> {
            if (fault instanceof CancellationException) {
                link.fail(new ChainUnavailableException("opening the chain " + wish.name() + " was given up", fault));
            }
        });
        link.start();
        return link.opened();
    }

    /**
     * Asks the server itself.
     *
     * @return completes with the answer, which may be {@link Rejected}; or exceptionally with a
     * {@link ChainUnavailableException} if the connection broke meanwhile
     */
    public CompletableFuture<ToClient> request(Question question) {
        return request(new OneConnection(), question);
    }

    /** Asks the server itself, as above; only on the connection that the questions before it went over. */
    public CompletableFuture<ToClient> request(OneConnection on, Question question) {
        CompletableFuture<ToClient> answer = new CompletableFuture<>();
        owner.execute(() -> {
            if (closed) {
                answer.completeExceptionally(new IllegalStateException("the client is closed"));
                return;
            }
            questions.add(on, question, answer);
            askWaiting();
            connectIfNeeded();
        });
        return answer;
    }

    /** Proves a key to the server itself, for requests on that connection that name no chain. */
    public CompletableFuture<ToClient> prove(OneConnection on, HeldKeys keys) {
        return request(on,
                (request, transcript) -> new Prove(Message.SERVER, request, Slice.of(keys.publicKeys().encoded()),
                        KeyProof.PROVE.sign(keys, transcript, KeyProof.SERVER)));
    }

    /** Takes a proof back, if there is a connection on which it may have been given. */
    public void unprove(KeyId key) {
        owner.execute(() -> {
            Attempt present = attempt;
            if (present != null && present.conversation != null) {
                present.conversation.send(new Unprove(Message.SERVER, key));
            }
        });
    }

    /**
     * Ends the connection, and makes none until {@link #online()}: no commit goes any more from now on, nothing that
     * comes is taken, and what was sent and is not answered is settled then, as after any other end of a connection.
     * Once more does nothing.
     */
    public void offline() {
        if (offline) {
            return;
        }
        offline = true;
        owner.execute(() -> {
            if (!closed) { // also if it is on line again by now: nothing was sent over this connection meanwhile
                endPause();
                hangUp(UNWANTED);
            }
            if (offline && !closed) {
                links.values().forEach(ChainLink::away);
            }
        });
    }

    /** Connects again, at once if there is something to connect for. Once more does nothing. */
    public void online() {
        offline = false;
        owner.execute(() -> {
            if (!offline) {
                backoff.reset();
                connectIfNeeded();
            }
        });
    }

    /** Tells whether no connection is wanted. */
    public boolean isOffline() {
        return offline;
    }

    /** Why there is no connection, if there is none. */
    public String fault() {
        return offline ? UNWANTED : fault;
    }

    /** Ends the connection for good, after what the chains that are still open say when they are closed. */
    @Override
    public void close() {
        owner.execute(() -> {
            if (closed) {
                return;
            }
            closed = true;
            endPause();
            IllegalStateException cause = new IllegalStateException("the client is closed");
            links.values().forEach(link -> link.fail(cause));
            questions.failAll(cause);
            Delays.Pending patience = delays.after(FAREWELL, () -> owner.execute(this::breakOff));
            var _ = end.whenComplete((_, _) -> patience.cancel());
            endIfDone();
        });
    }

    /** Completes after {@link #close()}, when nothing is sent any more; soon, whatever the server does. */
    public CompletableFuture<Void> end() {
        return end.copy();
    }

    /** What the server said last when it did not let that chain be followed yet. */
    public Optional<String> setback(ChainWish wish) {
        return links.values()
                .stream()
                .filter(each -> each.isFor(wish))
                .map(ChainLink::setback)
                .filter(Objects::nonNull)
                .findFirst();
    }

    Delays delays() {
        return delays;
    }

    /** Somebody has begun to wait for the server: a pause that is under way ends soon. */
    void hurry() {
        owner.execute(() -> {
            if (!pauses.isEmpty() && !hurried) {
                hurried = true;
                pause(backoff.awaited());
            }
        });
    }

    /** Gives a chain its channel, and a connection as soon as there is one. */
    void attach(ChainLink link) {
        owner.execute(() -> {
            if (closed) {
                link.fail(new IllegalStateException("the client is closed"));
                return;
            }
            int channel = freeChannel();
            links.put(channel, link);
            Attempt present = attempt;
            if (present != null && present.conversation != null) {
                link.connected(present.conversation, channel);
            }
            connectIfNeeded();
            goOnWithout(link);
        });
    }

    /** Where there is no connection it may be that none is to be waited for. */
    private void goOnWithout(ChainLink link) {
        Attempt present = attempt;
        if (offline) {
            link.away();
        } else if (present != null && present.conversation == null) {
            if (present.slow) {
                link.away();
            } else if (present.prompt == null && link.canGoOnWithout()) {
                demandPromptness(present);
            }
        }
    }

    /** Gives a chain another channel: what is still on its way for the one that it had reaches nobody. */
    void changeChannel(ChainLink link) {
        owner.execute(() -> {
            if (!closed && links.values().remove(link)) {
                int channel = freeChannel();
                links.put(channel, link);
                Attempt present = attempt;
                if (present != null && present.conversation != null) {
                    link.connected(present.conversation, channel);
                }
            }
        });
    }

    /** The chain needs no connection any more. */
    void detach(ChainLink link) {
        owner.execute(() -> {
            links.values().remove(link);
            if (closed) {
                endIfDone();
            } else if (links.isEmpty() && questions.isEmpty()) {
                hangUp("nothing is open");
            }
        });
    }

    // --- the owner's

    private int freeChannel() {
        do {
            lastChannel = lastChannel == Message.CHANNELS ? 1 : lastChannel + 1;
        } while (links.containsKey(lastChannel));
        return lastChannel;
    }

    private void connectIfNeeded() {
        if (attempt == null && !closed && !offline && (!links.isEmpty() || questions.areWaiting())) {
            endPause();
            Attempt begun = new Attempt();
            attempt = begun;
            begun.deadline = delays.after(ATTEMPT, () -> owner.execute(() -> {
                if (attempt == begun && begun.conversation == null) {
                    lost(begun, new Connector.End.Lost("no connection within " + ATTEMPT / 1000 + " seconds"));
                }
            }));
            if (links.values().stream().anyMatch(ChainLink::canGoOnWithout)) {
                demandPromptness(begun);
            }
            connector.connect(begun);
        }
    }

    /** Whoever can do without the server does so if the attempt has not come to anything soon. */
    private void demandPromptness(Attempt begun) {
        begun.prompt = delays.after(PROMPT, () -> owner.execute(() -> {
            if (attempt == begun && begun.conversation == null) {
                begun.slow = true;
                fault = "no connection within " + PROMPT / 1000 + " seconds";
                links.values().forEach(ChainLink::away);
            }
        }));
    }

    private void pause(long millis) {
        pauses.add(delays.after(millis, () -> owner.execute(this::connectIfNeeded)));
    }

    private void endPause() {
        pauses.forEach(Delays.Pending::cancel);
        pauses.clear();
    }

    private boolean isAwaited() {
        return questions.areWaiting() || links.values().stream().anyMatch(ChainLink::isAwaited);
    }

    private void established(Attempt by, Line line) {
        if (attempt != by) {
            line.close("too late");
            return;
        }
        LOG.debug("connected to the server with the identity {}", line.identity().fingerprint());
        Conversation conversation = new Conversation(line);
        by.conversation = conversation;
        by.endDeadline();
        by.deadline = delays.after(STEADY, () -> owner.execute(() -> {
            if (attempt == by) {
                worked();
            }
        }));
        links.forEach((channel, link) -> link.connected(conversation, channel));
        askWaiting();
    }

    private void lost(Attempt by, Connector.End how) {
        if (leaving.remove(by)) {
            endIfDone();
        }
        if (attempt != by) {
            return;
        }
        boolean reached = by.conversation != null;
        leave(by);
        switch (how) {
            case Connector.End.Lost(String text) -> {
                fault = text;
                if (!reached) {
                    links.values().forEach(ChainLink::away);
                }
                questions.failAsked(new ChainUnavailableException("the connection to the server broke: " + text));
                tryAgain(text);
            }
            case Connector.End.Refused(HandshakeFailure failure, String text) -> refused(failure, text);
        }
    }

    /**
     * Who has just begun is told at once. What has been followed before is given up only for a server that proves to be
     * another one: all else can be said by anybody who stands between, or at the server's port while it is away.
     */
    private void refused(HandshakeFailure failure, String text) {
        fault = text;
        RuntimeException cause = switch (failure) {
            case IMPOSTOR, IDENTITY -> new UntrustedServerException(text);
            case MALFORMED, VERSION, REFUSED -> new ChainUnavailableException(text);
        };
        questions.failAll(cause);
        for (ChainLink each : links.values()) {
            if (failure == HandshakeFailure.IDENTITY || !each.wasFollowed()) {
                each.fail(cause);
            }
        }
        tryAgain(text);
    }

    private void tryAgain(String why) {
        hurried = isAwaited();
        long wait = backoff.next(hurried);
        LOG.debug("no connection: {}; if one is still wanted, it is tried in {} ms", why, wait);
        pause(wait);
    }

    private void hangUp(String why) {
        Attempt present = attempt;
        if (present != null) {
            leave(present);
            questions.failAsked(new ChainUnavailableException("the connection was closed: " + why));
            if (present.conversation != null) {
                leaving.add(present);
                present.conversation.close(why);
            }
        }
    }

    /** Nothing is open any more, and what was said of it at the end has gone. */
    private void endIfDone() {
        if (closed && links.isEmpty()) {
            hangUp("the client is closed");
            if (leaving.isEmpty()) {
                end.complete(null);
            }
        }
    }

    /** Whoever closes has waited long enough for what is to be sent, as to a server that does not read. */
    private void breakOff() {
        hangUp("the client is closed");
        leaving.forEach(Attempt::giveUp);
        leaving.clear();
        end.complete(null);
    }

    private void leave(Attempt by) {
        attempt = null;
        by.leave();
        Conversation conversation = by.conversation;
        if (conversation != null) {
            conversation.end();
            links.values().forEach(link -> link.disconnected(conversation));
        }
    }

    private void askWaiting() {
        Attempt present = attempt;
        if (present != null && present.conversation != null) {
            questions.ask(present.conversation);
        }
    }

    private void worked() {
        owner.execute(backoff::reset);
    }

    /**
     * Tells whether somebody got on by that message. A connection that comes about, and breaks before anything is done
     * over it, has not worked: it costs both sides a handshake each time.
     */
    private static boolean isProgress(ToClient message) {
        return switch (message) {
            case Committed _,Rejected _,Loaded _,Compacted _,LoadedObjects _,ChainList _,ServerStatus _,Dropped _,LockResult _,Synced _,ServiceNews _ ->
                    true;
            case Events events -> events.to() > events.from();
            case Opened _,Proved _,Live _,ProofAnswer _,Closed _,Notice _,Part _ -> false;
        };
    }

    /** One attempt to have a connection, and the connection that came of it. */
    private final class Attempt implements Connector.Receiver {
        private volatile @Nullable Conversation conversation;
        private volatile @Nullable Runnable giveUp;
        private volatile boolean left;
        /** Something came after the client was put off line; the connection is about to be hung up. */
        private boolean parted;
        private Delays.@Nullable Pending deadline;
        private Delays.@Nullable Pending prompt;
        /** It has come to nothing for longer than is waited for by who need not. */
        private boolean slow;
        private boolean works;

        @Override
        public void begun(Runnable how) {
            giveUp = how;
            if (left) {
                how.run();
            }
        }

        /** Nobody wants it any more: what is not a connection yet becomes none. */
        private void leave() {
            left = true;
            endDeadline();
            if (conversation == null) {
                giveUp();
            }
        }

        private void giveUp() {
            Runnable how = giveUp;
            if (how != null) {
                how.run();
            }
        }

        /** The timer would keep a closed client in memory until it comes due. */
        private void endDeadline() {
            if (deadline != null) {
                deadline.cancel();
                deadline = null;
            }
            if (prompt != null) {
                prompt.cancel();
                prompt = null;
            }
        }

        @Override
        public void established(Line line) {
            owner.execute(() -> ClientConnection.this.established(this, line));
        }

        /** Hands runs of messages that are for one chain to it together; by the connector, one call at a time. */
        @Override
        public void received(List<ToClient> messages) {
            Conversation from = conversation;
            parted |= offline; // for good: what comes later would stand behind a hole
            if (from == null || left || parted) {
                return; // nobody is there, or no longer
            }
            if (!works && messages.stream().anyMatch(ClientConnection::isProgress)) {
                works = true;
                worked();
            }
            Map<Integer, List<ToClient>> byChannel = new HashMap<>();
            for (ToClient message : messages) {
                int channel = channel(message);
                if (channel == Message.SERVER) {
                    questions.answered(message);
                } else {
                    byChannel.computeIfAbsent(channel, _ -> new ArrayList<>()).add(message);
                }
            }
            byChannel.forEach((channel, some) -> {
                ChainLink link = links.get(channel);
                if (link != null) {
                    link.received(from, some);
                }
            });
        }

        @Override
        public void ended(Connector.End end) {
            owner.execute(() -> lost(this, end));
        }

        private static int channel(ToClient message) {
            return switch (message) {
                case Opened opened -> opened.channel();
                case Proved proved -> proved.channel();
                case Events events -> events.channel();
                case Live live -> live.channel();
                case Committed committed -> committed.channel();
                case Rejected rejected -> rejected.channel();
                case ProofAnswer proof -> proof.channel();
                case Loaded loaded -> loaded.channel();
                case Compacted compacted -> compacted.channel();
                case LoadedObjects shown -> shown.channel();
                case Closed closed -> closed.channel();
                case ServiceNews news -> news.channel();
                case LockResult result -> result.channel();
                case Synced synced -> synced.channel();
                case ChainList _,ServerStatus _,Dropped _,Notice _,Part _ -> Message.SERVER;
            };
        }
    }
}
