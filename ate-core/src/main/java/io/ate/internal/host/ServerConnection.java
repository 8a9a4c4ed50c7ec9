package io.ate.internal.host;

import io.ate.ChainId;
import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.Reason;
import io.ate.StoreDamagedException;
import io.ate.Subscribers;
import io.ate.internal.event.SignedHead;
import io.ate.internal.log.ChainSummary;
import io.ate.internal.protocol.ChainList;
import io.ate.internal.protocol.Close;
import io.ate.internal.protocol.Closed;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.Credit;
import io.ate.internal.protocol.Drop;
import io.ate.internal.protocol.Dropped;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.ListChains;
import io.ate.internal.protocol.Message;
import io.ate.internal.protocol.NamedChain;
import io.ate.internal.protocol.Open;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.Part;
import io.ate.internal.protocol.Position;
import io.ate.internal.protocol.ProofAnswer;
import io.ate.internal.protocol.ProofKind;
import io.ate.internal.protocol.ProofRequest;
import io.ate.internal.protocol.Prove;
import io.ate.internal.protocol.Proved;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ServerStatus;
import io.ate.internal.protocol.Standing;
import io.ate.internal.protocol.StatusRequest;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.protocol.Unprove;
import io.ate.internal.protocol.Unsupported;
import io.ate.internal.tree.ConsistencyProof;
import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one connection, above the secure channel: answers requests, hands commits to chains, and feeds
 * the
 * connection's subscriptions. Everything but {@link #answer} and {@link #deliver} is
 * called
 * by tasks on the connection's own executor, one at a time; it never waits and does no cryptography itself.
 */
public final class ServerConnection {
    /** So many requests other than commits are worked on at a time for one connection. */
    private static final int REQUESTS_AT_WORK = 16;
    private static final long FIRST_CREDIT = 1 << 20;
    /** Until there are restores every chain is in its first epoch. */
    private static final long EPOCH = 1;
    private static final ChainId SERVER = ChainId.of(new byte[Hash.BYTES]);

    private final ChainDirectory directory;
    private final HostEnvironment environment;
    private final Possession possession;
    private final StatusSource status;
    private final Executor own;
    private final Outlet out;
    private final Map<Integer, Subscription> subscriptions = new LinkedHashMap<>();
    private final Map<Integer, Open> opening = new HashMap<>();
    private final Map<Subscription, List<Incoming>> arrived = new LinkedHashMap<>();
    private final ConcurrentLinkedQueue<Runnable> answers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean answering = new AtomicBoolean();
    private final Set<KeyId> provenForServer = new HashSet<>();
    private int requestsAtWork;
    private int commitsInFlight;
    private long bytesInFlight;
    private boolean acquainted;
    private boolean paused;
    private boolean ended;

    /**
     * @param possession checks and ties proofs of keys to this very connection
     * @param own runs the connection's tasks, one after the other
     */
    public ServerConnection(ChainDirectory directory, Possession possession, StatusSource status, Executor own,
            Outlet out) {
        this.directory = directory;
        this.environment = directory.environment();
        this.possession = possession;
        this.status = status;
        this.own = own;
        this.out = out;
    }

    HostEnvironment environment() {
        return environment;
    }

    /** Takes one message; {@link #received()} follows when no more are at hand. */
    public void receive(ToServer message) {
        switch (message) {
            case Open open -> open(open);
            case Prove prove -> prove(prove);
            case Unprove unprove -> unprove(unprove);
            case Credit credit -> credit(credit);
            case CommitMessage commit -> commit(commit);
            case ProofRequest request -> proof(request);
            case Drop drop -> drop(drop);
            case ListChains list -> list(list);
            case StatusRequest request -> status(request);
            case Close close -> close(close.channel());
            case Unsupported request -> reject(request.channel(), request.request(), Reason.UNSUPPORTED,
                    "this server does not know requests of type " + request.type());
            case Part _ -> throw new IllegalStateException("parts are joined before they come here");
        }
    }

    /** Everything that could be read at once has been received: commits go to their chains together. */
    public void received() {
        arrived.forEach((subscription, commits) -> subscription.chain().submit(commits));
        arrived.clear();
    }

    /** The socket takes more again. */
    public void writable() {
        pump();
    }

    /** The connection is gone: lets go of everything. What it sent is still decided. */
    public void end() {
        ended = true;
        List.copyOf(subscriptions.keySet()).forEach(this::close);
    }

    /** Tells whether nothing that the client sent waits for an answer. */
    public boolean isIdle() {
        return commitsInFlight == 0 && opening.isEmpty();
    }

    /** Tells whether a key has been proven or a chain admitted here, so that more than an opening may be sent. */
    public boolean isAcquainted() {
        return acquainted;
    }

    // --- what comes from other threads

    /** Sends the answer to a commit of {@code length} bytes; called by the chain's owner. */
    void answer(ToClient answer, int length) {
        later(() -> {
            out.send(answer);
            commitsInFlight--;
            bytesInFlight -= length;
        });
    }

    /** Sends a range that was read from the log. */
    void deliver(Subscription subscription, Events range, long bytes) {
        later(() -> subscription.read(range, bytes, out));
    }

    /** Has {@code task} read the log for a subscription, which ends if that fails. */
    void read(Subscription subscription, Runnable task) {
        environment.readers().execute(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                later(() -> {
                    if (!subscription.isEnded()) {
                        close(subscription.channel());
                        out.send(new Closed(subscription.channel(), reasonOf(e), String.valueOf(e.getMessage())));
                    }
                });
            }
        });
    }

    /** Has {@code task} read the log for a request, which is refused if that fails. */
    private void read(int channel, int request, Runnable task) {
        work(environment.readers(), () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                later(() -> reject(channel, request, reasonOf(e), String.valueOf(e.getMessage())));
            }
        });
    }

    /** Has a request worked on elsewhere; a client that asks faster than it is answered is not read meanwhile. */
    private void work(Executor workers, Runnable task) {
        requestsAtWork++;
        pauseIfFull();
        workers.execute(() -> {
            try {
                task.run();
            } finally {
                later(() -> requestsAtWork--);
            }
        });
    }

    private static Reason reasonOf(RuntimeException failure) {
        return failure instanceof StoreDamagedException ? Reason.DAMAGED : Reason.INTERNAL;
    }

    private void wake() {
        later(() -> {
        });
    }

    /**
     * Has {@code task} run on the connection's executor, with all others that come meanwhile, then sends what there is.
     */
    private void later(Runnable task) {
        answers.add(task);
        if (answering.compareAndSet(false, true)) {
            own.execute(this::runAnswers);
        }
    }

    private void runAnswers() {
        answering.set(false);
        for (Runnable next = answers.poll(); next != null; next = answers.poll()) {
            next.run();
        }
        if (!ended) {
            resumeReading();
            pump();
        }
    }

    // --- chains

    private void open(Open open) {
        int channel = open.channel();
        if (channel == 0 || subscriptions.containsKey(channel) || opening.containsKey(channel)) {
            reject(channel, open.request(), Reason.MALFORMED, "channel " + channel + " is in use");
            return;
        }
        if (subscriptions.size() + opening.size() >= environment.limits().channels()) {
            reject(channel, open.request(), Reason.LIMIT,
                    "a connection opens at most " + environment.limits().channels() + " chains");
            return;
        }
        if (open.position() instanceof Position.Head) {
            reject(channel, open.request(), Reason.UNSUPPORTED, "opening at the head is not supported yet");
            return;
        }
        // What lies on does not keep the genesis, which may be long: openings may come faster than they are decided.
        Open begun = open.withoutGenesis();
        opening.put(channel, begun);
        requestsAtWork++;
        pauseIfFull();
        directory.open(open.name(), open.create(), new ChainDirectory.Opening() {
            @Override
            public void opened(HostedChain chain) {
                later(() -> {
                    requestsAtWork--;
                    chainOpened(begun, chain);
                });
            }

            @Override
            public void refused(Reason reason, String text) {
                later(() -> {
                    requestsAtWork--;
                    opening.remove(channel, begun);
                    reject(channel, begun.request(), reason, text);
                });
            }
        });
    }

    private void chainOpened(Open open, HostedChain chain) {
        if (ended || !opening.remove(open.channel(), open)) {
            directory.release(chain);
            return;
        }
        if (open.pinned() != null && !open.pinned().equals(chain.id())) {
            directory.release(chain);
            reject(open.channel(), open.request(), Reason.WRONG_CHAIN,
                    "the chain of that name here is another one, with id "
                            + chain.id());
            return;
        }
        Subscription subscription = new Subscription(open.channel(), chain, this::wake, open);
        subscriptions.put(open.channel(), subscription);
        if (chain.genesis().record().subscribers() == Subscribers.EVERYONE) {
            admit(subscription);
        } else {
            out.send(new Opened(open.channel(), open.request(), chain.genesis(), EPOCH, null));
        }
    }

    /** Looks up the head and proves that it extends what the client knows; then history may flow. */
    private void admit(Subscription subscription) {
        if (!subscription.beginAdmission()) {
            return;
        }
        Open open = subscription.open();
        HostedChain chain = subscription.chain();
        Position.At at = (Position.At) open.position();
        environment.readers().execute(() -> {
            try {
                long size = at.head().size();
                if (at.sequence() > chain.visible() || size != at.sequence()
                        || !chain.heads().root(size).equals(at.head())) {
                    later(() -> refuse(subscription, Reason.FORKED,
                            "what you know of the chain up to sequence " + at.sequence()
                                    + " is not how it begins here; this server ends at " + chain.visible()));
                    return;
                }
                SignedHead head = chain.headOver(size);
                ConsistencyProof proof = chain.heads().consistency(size, head.root().size());
                long bytes = environment.log().approximateSize(chain.number());
                later(() -> admitted(subscription, at, head, proof, bytes));
            } catch (StoreDamagedException e) {
                later(() -> refuse(subscription, Reason.DAMAGED, String.valueOf(e.getMessage())));
            }
        });
    }

    private void admitted(Subscription subscription, Position.At at, SignedHead head, ConsistencyProof proof,
            long bytes) {
        if (subscription.isEnded()) {
            return;
        }
        if (!mayRead(subscription)) {
            subscription.abandonAdmission();
            return;
        }
        Open open = subscription.open();
        Standing standing = new Standing(head, proof, 0, bytes, environment.clock().getAsLong(), false);
        out.send(new Opened(open.channel(), open.request(), subscription.chain().genesis(), EPOCH, standing));
        subscription.admit(at.sequence(), head, FIRST_CREDIT);
        acquainted = true;
    }

    private void refuse(Subscription subscription, Reason reason, String text) {
        if (!subscription.isEnded()) {
            close(subscription.channel());
            reject(subscription.channel(), subscription.open().request(), reason, text);
        }
    }

    private void close(int channel) {
        opening.remove(channel);
        Subscription subscription = subscriptions.remove(channel);
        if (subscription != null) {
            List<Incoming> waiting = arrived.remove(subscription);
            if (waiting != null) {
                subscription.chain().submit(waiting);
            }
            subscription.end();
            directory.release(subscription.chain());
        }
    }

    // --- keys

    private void prove(Prove prove) {
        Subscription subscription = subscriptions.get(prove.channel());
        if (subscription == null && prove.channel() != 0) {
            reject(prove.channel(), prove.request(), Reason.NO_SUCH_CHAIN,
                    "channel " + prove.channel() + " is not open");
            return;
        }
        ChainId chain = subscription == null ? SERVER : subscription.chain().id();
        work(environment.checkers(), () -> {
            PublicKeys keys = possession.proven(chain, prove.keys(), prove.signature());
            later(() -> proven(prove, subscription, keys));
        });
    }

    private void proven(Prove prove, @Nullable Subscription subscription, @Nullable PublicKeys keys) {
        if (keys == null) {
            reject(prove.channel(), prove.request(), Reason.SIGNATURE_INVALID,
                    "the proof of the key does not hold for this connection and chain");
            return;
        }
        acquainted = true;
        if (subscription == null) {
            provenForServer.add(keys.id());
        } else if (!subscription.isEnded()) {
            subscription.prove(keys.id());
        }
        boolean admitted = subscription == null || mayRead(subscription);
        out.send(new Proved(prove.channel(), prove.request(), keys.id(), admitted));
        if (subscription != null && !subscription.isEnded() && admitted) {
            admit(subscription);
        }
    }

    private void unprove(Unprove unprove) {
        Subscription subscription = subscriptions.get(unprove.channel());
        if (subscription != null) {
            subscription.unprove(unprove.key());
            endIfNotNamed(subscription);
        } else if (unprove.channel() == 0) {
            provenForServer.remove(unprove.key());
        }
    }

    static boolean mayRead(Subscription subscription) {
        HostedChain chain = subscription.chain();
        return chain.genesis().record().subscribers() == Subscribers.EVERYONE || chain.names(subscription.proven());
    }

    private void endIfNotNamed(Subscription subscription) {
        if (subscription.isAdmitted() && !mayRead(subscription)) {
            revoke(subscription);
        }
    }

    /** Ends a subscription to which no rule of the chain gives a right any more. */
    void revoke(Subscription subscription) {
        if (!subscription.isEnded()) {
            close(subscription.channel());
            out.send(new Closed(subscription.channel(), Reason.NO_READ_AUTHORITY,
                    "no rule of the chain names a key that you have proven any more"));
        }
    }

    // --- commits and history

    private void commit(CommitMessage commit) {
        Subscription subscription = subscriptions.get(commit.channel());
        if (subscription == null || !subscription.isAdmitted()) {
            reject(commit.channel(), commit.request(), Reason.NO_SUCH_CHAIN,
                    "channel " + commit.channel() + " is not open for commits");
            return;
        }
        int length = commit.commit().length();
        commitsInFlight++;
        bytesInFlight += length;
        CommitSource source = new CommitSource(this, subscription, commit.request(), length);
        arrived.computeIfAbsent(subscription, _ -> new ArrayList<>())
                .add(new Incoming(commit.commit(), subscription.proven(), source));
        pauseIfFull();
    }

    private void pauseIfFull() {
        if (!paused && isFull(1)) {
            paused = true;
            out.read(false);
        }
    }

    private boolean isFull(int share) {
        return commitsInFlight >= environment.limits().commitsInFlight() / share
                || bytesInFlight >= environment.limits().bytesInFlight() / share
                || requestsAtWork >= REQUESTS_AT_WORK / share;
    }

    private void resumeReading() {
        if (paused && !isFull(2)) {
            paused = false;
            out.read(true);
        }
    }

    private void credit(Credit credit) {
        Subscription subscription = subscriptions.get(credit.channel());
        if (subscription != null) {
            subscription.credit(credit.bytes());
            subscription.pump(out, this);
        }
    }

    private void pump() {
        for (Subscription subscription : List.copyOf(subscriptions.values())) {
            if (subscription.chain().isDropped()) {
                close(subscription.channel());
                out.send(new Closed(subscription.channel(), Reason.NO_SUCH_CHAIN, "the chain was dropped"));
                continue;
            }
            subscription.pump(out, this);
        }
    }

    private void proof(ProofRequest request) {
        Subscription subscription = subscriptions.get(request.channel());
        if (subscription == null || !subscription.isAdmitted() || request.size() > subscription.chain().visible()
                || request.first() > request.size()
                || (request.kind() == ProofKind.INCLUSION && request.first() == request.size())) {
            reject(request.channel(), request.request(), Reason.MALFORMED, "there is nothing of that size to prove");
            return;
        }
        ChainHeads heads = subscription.chain().heads();
        read(request.channel(), request.request(), () -> {
            List<Hash> path = switch (request.kind()) {
                case CONSISTENCY -> heads.consistency(request.first(), request.size()).path();
                case INCLUSION -> heads.inclusion(request.first(), request.size()).path();
            };
            later(() -> out.send(new ProofAnswer(request.channel(), request.request(), path)));
        });
    }

    // --- the server as a whole

    private void drop(Drop drop) {
        Optional<ChainSummary> found = directory.find(drop.chain());
        if (found.isEmpty()) {
            reject(0, drop.request(), Reason.NO_SUCH_CHAIN, "there is no such chain on this server");
            return;
        }
        directory.open(found.get().name(), null, new ChainDirectory.Opening() {
            @Override
            public void opened(HostedChain chain) {
                environment.checkers().execute(() -> dropIfOwner(drop, chain));
            }

            @Override
            public void refused(Reason reason, String text) {
                later(() -> reject(0, drop.request(), reason, text));
            }
        });
    }

    private void dropIfOwner(Drop drop, HostedChain chain) {
        PublicKeys keys = chain.publicKey(drop.key());
        boolean owns = keys != null && chain.isOwnedBy(drop.key())
                && possession.mayDrop(chain.id(), keys, drop.signature());
        if (!owns) {
            directory.release(chain);
            later(() -> reject(0, drop.request(), Reason.NOT_OWNER, "only an owner of the chain may drop it"));
            return;
        }
        directory.drop(chain, () -> {
            directory.release(chain);
            later(() -> out.send(new Dropped(drop.request())));
        }, () -> {
            directory.release(chain);
            later(() -> reject(0, drop.request(), Reason.NO_SUCH_CHAIN, "the chain has just been dropped"));
        });
    }

    private void list(ListChains list) {
        Set<KeyId> keys = Set.copyOf(provenForServer);
        read(Message.SERVER, list.request(), () -> {
            List<NamedChain> chains = visibleTo(keys).stream()
                    .map(each -> new NamedChain(each.name(), each.id()))
                    .toList();
            later(() -> out.send(new ChainList(list.request(), chains)));
        });
    }

    private void status(StatusRequest request) {
        Set<KeyId> keys = Set.copyOf(provenForServer);
        read(Message.SERVER, request.request(), () -> {
            ServerStatus answer = status.status(request.request(), visibleTo(keys));
            later(() -> out.send(answer));
        });
    }

    /** The chains that holders of these keys may subscribe to; of chains not in memory only the genesis is asked. */
    private List<ChainSummary> visibleTo(Set<KeyId> keys) {
        List<ChainSummary> visible = new ArrayList<>();
        for (ChainSummary each : directory.stored()) {
            HostedChain open = directory.openOrNull(each.name());
            boolean named = open != null ? open.names(keys) : !Collections.disjoint(each.named(), keys);
            if (named || each.subscribers() == Subscribers.EVERYONE) {
                visible.add(each);
            }
        }
        return visible;
    }

    private void reject(int channel, int request, Reason reason, String text) {
        out.send(new Rejected(channel, request, reason, text, reason.isRetryable()));
    }
}
