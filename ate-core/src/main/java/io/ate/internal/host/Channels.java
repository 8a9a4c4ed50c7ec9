package io.ate.internal.host;

import io.ate.ChainName;
import io.ate.Reason;
import io.ate.Subscribers;
import io.ate.internal.protocol.Abandon;
import io.ate.internal.protocol.Allow;
import io.ate.internal.protocol.Call;
import io.ate.internal.protocol.Closed;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.Credit;
import io.ate.internal.protocol.Decline;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.Listen;
import io.ate.internal.protocol.Load;
import io.ate.internal.protocol.LoadObjects;
import io.ate.internal.protocol.LockRequest;
import io.ate.internal.protocol.Open;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.ProofAnswer;
import io.ate.internal.protocol.ProofKind;
import io.ate.internal.protocol.ProofRequest;
import io.ate.internal.protocol.Prove;
import io.ate.internal.protocol.Proved;
import io.ate.internal.protocol.Reply;
import io.ate.internal.protocol.ServiceRequest;
import io.ate.internal.protocol.Sync;
import io.ate.internal.protocol.Synced;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.Unlisten;
import io.ate.internal.protocol.Unlock;
import io.ate.internal.protocol.Unprove;
import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The chains that a client has open on one connection, each on its channel: opens and closes them, takes commits to
 * them, and keeps their subscriptions going. Everything but {@link #answer}, {@link #tell}, {@link #deliver} and
 * {@link #read} belongs to the connection's executor.
 */
final class Channels {
    /** How often one connection may have the same chain open. */
    static final int OF_ONE_CHAIN = 32;

    private final ChainDirectory directory;
    private final HostEnvironment environment;
    private final Proofs proofs;
    private final Errands errands;
    private final Backlog backlog;
    private final Network from;
    private final Outlet out;
    private final Admission admission;
    private final Map<Integer, Subscription> subscriptions = new LinkedHashMap<>();
    private final Map<Integer, Open> opening = new HashMap<>();
    private final Map<Subscription, List<Incoming>> arrived = new LinkedHashMap<>();
    private final Gatherings gatherings = new Gatherings();
    private boolean ended;

    Channels(ChainDirectory directory, Proofs proofs, Errands errands, Backlog backlog, Network from,
            Outlet out) {
        this.directory = directory;
        this.environment = directory.environment();
        this.proofs = proofs;
        this.errands = errands;
        this.backlog = backlog;
        this.from = from;
        this.out = out;
        this.admission = new Admission(environment, errands, out, this::refuse);
    }

    HostEnvironment environment() {
        return environment;
    }

    boolean isOpening() {
        return !opening.isEmpty();
    }

    /** Tells whether a client has been admitted to a chain here. */
    boolean hasAdmitted() {
        return admission.hasAdmitted();
    }

    /** The connection is gone: lets go of everything. What came is still decided. */
    void end() {
        ended = true;
        List.copyOf(subscriptions.keySet()).forEach(this::close);
    }

    // --- opening and closing

    void open(Open open) {
        int channel = open.channel();
        if (channel == 0 || subscriptions.containsKey(channel) || opening.containsKey(channel)) {
            errands.reject(channel, open.request(), Reason.MALFORMED, "channel " + channel + " is in use");
            return;
        }
        if (subscriptions.size() + opening.size() >= environment.limits().channels()) {
            errands.reject(channel, open.request(), Reason.LIMIT,
                    "a connection opens at most " + environment.limits().channels() + " chains");
            return;
        }
        if (openings(open.name()) >= OF_ONE_CHAIN) {
            errands.reject(channel, open.request(), Reason.LIMIT,
                    "a connection opens one chain at most " + OF_ONE_CHAIN + " times");
            return;
        }
        // What lies on does not keep the genesis, which may be long: openings may come faster than they are decided.
        Open begun = open.withoutGenesis();
        int kept = open.create() == null ? 0 : open.create().recordBytes().length();
        opening.put(channel, begun);
        backlog.requestBegins(kept);
        directory.open(open.name(), open.create(), new ChainDirectory.Opening() {
            @Override
            public void opened(HostedChain chain) {
                errands.later(() -> {
                    backlog.requestEnds(kept);
                    chainOpened(begun, chain);
                });
            }

            @Override
            public void refused(Reason reason, String text) {
                errands.later(() -> {
                    backlog.requestEnds(kept);
                    opening.remove(channel, begun);
                    errands.reject(channel, begun.request(), reason, text);
                });
            }
        });
    }

    private long openings(ChainName name) {
        return Stream.concat(opening.values().stream(), subscriptions.values().stream().map(Subscription::open))
                .filter(each -> each.name().equals(name))
                .count();
    }

    private void chainOpened(Open open, HostedChain chain) {
        if (ended || !opening.remove(open.channel(), open)) {
            directory.release(chain);
            return;
        }
        if (open.pinned() != null && !open.pinned().equals(chain.id())) {
            directory.release(chain);
            errands.reject(open.channel(), open.request(), Reason.WRONG_CHAIN,
                    "the chain of that name here is another one, with id " + chain.id());
            return;
        }
        ProvenKeys proven = new ProvenKeys();
        ServiceMail mail = new ServiceMail(open.channel(), proven, errands::later, directory.serviceShares(), from);
        Excerpts excerpts = Excerpts.of(environment.log(), chain, open.channel(), open.payloadLimit());
        Subscription subscription = new Subscription(open, chain, excerpts, proven, mail, errands::later);
        subscriptions.put(open.channel(), subscription);
        if (chain.genesis().record().subscribers() == Subscribers.EVERYONE) {
            admission.begin(subscription);
        } else {
            out.send(new Opened(open.channel(), open.request(), chain.genesis(), environment.log().epoch(), null));
        }
    }

    /** Ends a subscription that cannot begin. */
    private void refuse(Subscription subscription, Reason reason, String text) {
        if (!subscription.isEnded()) {
            close(subscription.channel());
            errands.reject(subscription.channel(), subscription.open().request(), reason, text);
        }
    }

    void close(int channel) {
        opening.remove(channel);
        Subscription subscription = subscriptions.remove(channel);
        if (subscription != null) {
            List<Incoming> waiting = arrived.remove(subscription);
            if (waiting != null) {
                subscription.chain().submit(waiting);
            }
            subscription.end();
            subscription.chain().locks().closed(subscription);
            directory.release(subscription.chain());
        }
    }

    // --- keys

    void prove(Prove prove) {
        Subscription subscription = subscriptions.get(prove.channel());
        if (subscription == null) {
            errands.reject(prove.channel(), prove.request(), Reason.NO_SUCH_CHAIN,
                    "channel " + prove.channel() + " is not open");
            return;
        }
        proofs.check(prove, subscription.chain().id(), keys -> {
            if (!subscription.isEnded() && !subscription.keys().add(keys.id())) {
                errands.reject(prove.channel(), prove.request(), Reason.LIMIT,
                        "at most " + ProvenKeys.MOST
                                + " keys are proven for a chain on a channel at a time; take one back first");
                return;
            }
            boolean admitted = mayRead(subscription);
            out.send(new Proved(prove.channel(), prove.request(), keys.id(), admitted));
            if (!subscription.isEnded() && admitted) {
                admission.begin(subscription);
            }
        });
    }

    void unprove(Unprove unprove) {
        Subscription subscription = subscriptions.get(unprove.channel());
        if (subscription != null) {
            subscription.keys().remove(unprove.key());
            endIfNotNamed(subscription);
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
            end(subscription, Reason.NO_READ_AUTHORITY,
                    "none of its rules names a key of this client's any more");
        }
    }

    /** Ends a subscription; its client is told so after the answers to all that it has sent. */
    private void end(Subscription subscription, Reason reason, String text) {
        close(subscription.channel());
        subscription.whenAnswered(() -> out.send(new Closed(subscription.channel(), reason, text)));
    }

    // --- commits and history

    void commit(CommitMessage commit) {
        Subscription subscription = subscriptions.get(commit.channel());
        if (subscription == null || !subscription.isAdmitted()) {
            errands.reject(commit.channel(), commit.request(), Reason.NO_SUCH_CHAIN,
                    "channel " + commit.channel() + " is not open for commits");
            return;
        }
        int length = commit.commit().length();
        backlog.commitBegins(length);
        subscription.commitBegins();
        CommitSource source = new CommitSource(this, subscription, commit.request(), length);
        arrived.computeIfAbsent(subscription, _ -> new ArrayList<>())
                .add(new Incoming(commit.commit(), subscription.proven(), source));
    }

    /** Everything that could be read at once has been received: commits go to their chains together. */
    void received() {
        arrived.forEach((subscription, commits) -> subscription.chain().submit(commits));
        arrived.clear();
    }

    void service(ServiceRequest message) {
        Subscription subscription = subscriptions.get(message.channel());
        if (subscription != null && subscription.isAdmitted()) {
            subscription.say(message);
            return;
        }
        switch (message) {
            case Listen listen -> refuseService(listen.channel(), listen.request());
            case Call call -> refuseService(call.channel(), call.request());
            case Unlisten _,Reply _,Decline _,Allow _,Abandon _ -> {
                // What they are about ended together with the channel.
            }
        }
    }

    private void refuseService(int channel, int request) {
        errands.reject(channel, request, Reason.NO_SUCH_CHAIN, "channel " + channel + " is not open for services");
    }

    void lock(LockRequest lock) {
        Subscription subscription = admitted(lock.channel(), lock.request(), "locks");
        if (subscription != null) {
            subscription.chain()
                    .locks()
                    .lock(lock, subscription.proven(), new LockSource(this, subscription, lock.request()));
        }
    }

    void unlock(Unlock unlock) {
        Subscription subscription = admitted(unlock.channel(), unlock.request(), "locks");
        if (subscription != null) {
            subscription.chain()
                    .locks()
                    .unlock(unlock, subscription.proven(), new LockSource(this, subscription, unlock.request()));
        }
    }

    void sync(Sync sync) {
        Subscription subscription = admitted(sync.channel(), sync.request(), "questions");
        if (subscription != null) {
            subscription.chain()
                    .reached(sequence -> tell(new Synced(sync.channel(), sync.request(), sequence)));
        }
    }

    /** The subscription of that channel; null, and the request refused, if there is none or it has not begun. */
    private @Nullable Subscription admitted(int channel, int request, String forWhat) {
        Subscription subscription = subscriptions.get(channel);
        if (subscription == null || !subscription.isAdmitted()) {
            errands.reject(channel, request, Reason.NO_SUCH_CHAIN,
                    "channel " + channel + " is not open for " + forWhat);
            return null;
        }
        received(); // what was sent before it gets there first
        return subscription;
    }

    void credit(Credit credit) {
        Subscription subscription = subscriptions.get(credit.channel());
        if (subscription != null) {
            subscription.credit(credit.bytes());
            subscription.pump(out, this);
        }
    }

    /** Sends what there is, as far as credit and socket go. */
    void pump() {
        for (Subscription subscription : List.copyOf(subscriptions.values())) {
            String loss = subscription.mailLoss();
            if (subscription.chain().isDropped()) {
                end(subscription, Reason.NO_SUCH_CHAIN, "the chain was dropped");
            } else if (loss != null) {
                end(subscription, Reason.LIMIT, loss);
            } else {
                subscription.pump(out, this);
            }
        }
    }

    void load(Load load) {
        Subscription subscription = subscriptions.get(load.channel());
        if (subscription == null || !subscription.isAdmitted()
                || load.sequences().getLast() > subscription.chain().visible()) {
            errands.reject(load.channel(), load.request(), Reason.MALFORMED, "there is nothing of that sequence");
            return;
        }
        wait(subscription, subscription.load(load), load.request());
    }

    void load(LoadObjects load) {
        Subscription subscription = subscriptions.get(load.channel());
        if (subscription == null || !subscription.isAdmitted()) {
            errands.reject(load.channel(), load.request(), Reason.NO_SUCH_CHAIN,
                    "channel " + load.channel() + " is not open for objects");
            return;
        }
        if (load.known() > subscription.chain().visible()) {
            errands.reject(load.channel(), load.request(), Reason.FORKED, "you know the chain up to sequence "
                    + load.known() + ", and this server ends at " + subscription.chain().visible());
            return;
        }
        wait(subscription, subscription.load(load), load.request());
    }

    private void wait(Subscription subscription, boolean waits, int request) {
        if (waits) {
            subscription.pump(out, this);
        } else {
            errands.reject(subscription.channel(), request, Reason.LIMIT,
                    "at most " + Subscription.LOADS + " requests for events wait on a channel at a time");
        }
    }

    /** Whoever is answered may ask for the proof of that before it is shown. */
    void proof(ProofRequest request) {
        Subscription subscription = subscriptions.get(request.channel());
        if (subscription != null && subscription.isAdmitted() && request.size() > subscription.chain().visible()) {
            errands.work(subscription.chain()::whenShown, () -> errands.later(() -> prove(request)));
        } else {
            prove(request);
        }
    }

    private void prove(ProofRequest request) {
        Subscription subscription = subscriptions.get(request.channel());
        if (subscription == null || !subscription.isAdmitted()) { // which says nothing of the chain
            errands.reject(request.channel(), request.request(), Reason.NO_SUCH_CHAIN,
                    "channel " + request.channel() + " is not open for proofs");
            return;
        }
        if (request.size() > subscription.chain().visible() || request.first() > request.size()
                || (request.kind() == ProofKind.INCLUSION && request.first() == request.size())) {
            errands.reject(request.channel(), request.request(), Reason.MALFORMED,
                    "there is nothing of that size to prove");
            return;
        }
        ChainHeads heads = subscription.chain().heads();
        errands.read(environment.readers(), request.channel(), request.request(), () -> {
            List<Hash> path = switch (request.kind()) {
                case CONSISTENCY -> heads.consistency(request.first(), request.size()).path();
                case INCLUSION -> heads.inclusion(request.first(), request.size()).path();
            };
            errands.later(() -> out.send(new ProofAnswer(request.channel(), request.request(), path)));
        });
    }

    // --- what comes from other threads

    /** Sends the answer to a commit of {@code length} bytes; called by the chain's owner. */
    void answer(Subscription subscription, ToClient answer, int length) {
        errands.later(() -> {
            out.send(answer);
            backlog.commitEnds(length);
            subscription.commitEnds();
        });
    }

    /** Sends what is no answer to a commit; called by the chain's owner. */
    void tell(ToClient answer) {
        errands.later(() -> out.send(answer));
    }

    /** Sends a range that was read from the log. */
    void deliver(Subscription subscription, Events range, long bytes) {
        errands.later(() -> subscription.read(range, bytes, out));
    }

    /** Sends what was asked for by sequence. */
    void deliver(Subscription subscription, ToClient loaded, long bytes) {
        errands.later(() -> subscription.loaded(loaded, bytes, out));
    }

    /** Sends what was asked for by key, as it is at that sequence. */
    void deliver(Subscription subscription, ToClient loaded, long bytes, long sequence) {
        errands.later(() -> subscription.gathered(loaded, bytes, sequence));
    }

    /** Has {@code task} gather from the log for a subscription what was asked for by key, when it is its turn. */
    void gather(Subscription subscription, Runnable task) {
        gatherings.add(() -> {
            boolean begins = !subscription.isEnded();
            if (begins) {
                read(subscription, () -> {
                    try {
                        task.run();
                    } finally {
                        errands.later(gatherings::ends);
                    }
                });
            }
            return begins;
        });
    }

    /** Has {@code task} read the log for a subscription, which ends if that fails. */
    void read(Subscription subscription, Runnable task) {
        environment.readers().execute(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                errands.later(() -> {
                    if (!subscription.isEnded()) {
                        end(subscription, Errands.reasonOf(e), String.valueOf(e.getMessage()));
                    }
                });
            }
        });
    }
}
