package io.ate.internal.replica;

import io.ate.AteException;
import io.ate.ChainId;
import io.ate.CorruptionException;
import io.ate.HistoryNeededException;
import io.ate.NoReadAuthorityException;
import io.ate.Reason;
import io.ate.StoreFailedException;
import io.ate.Trust;
import io.ate.UntrustedServerException;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.protocol.ChainList;
import io.ate.internal.protocol.Close;
import io.ate.internal.protocol.Closed;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Compacted;
import io.ate.internal.protocol.Credit;
import io.ate.internal.protocol.Dropped;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.Live;
import io.ate.internal.protocol.Loaded;
import io.ate.internal.protocol.LoadedObjects;
import io.ate.internal.protocol.LockResult;
import io.ate.internal.protocol.Notice;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.Part;
import io.ate.internal.protocol.ProofAnswer;
import io.ate.internal.protocol.Proved;
import io.ate.internal.protocol.Rejected;
import io.ate.internal.protocol.ServerStatus;
import io.ate.internal.protocol.ServiceNews;
import io.ate.internal.protocol.Standing;
import io.ate.internal.protocol.Synced;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.sequence.ChainLoader;
import io.ate.internal.sequence.LoadedChain;
import io.ate.internal.sequence.Serial;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one chain in step with its server, over one connection after the other: opens it, decides whether it is the
 * chain that is meant, proves keys, resumes with proof where it was, and hands what is streamed to the replica.
 * Thread-safe: all that happens is done by its owner, one task at a time; no I/O but the log's, no clock.
 */
final class ChainLink {
    /** So many are received sooner than another thread is woken. */
    private static final int LITTLE = 4;
    /** A server that calls right times wrong is asked no more often what time it is. */
    private static final long CLOCK_MILLIS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(ChainLink.class);

    private final ReplicaEnvironment environment;
    private final ClientConnection connection;
    private final ChainWish wish;
    private final RedoLog log;
    private final Pins pins;
    private final Runnable ended;
    private final Serial owner;
    private final Backoff backoff;
    private final MeantChain meant;
    private final ChainEpoch epoch;
    private final Sightings sightings;
    private final Absence absence;
    private final OfferedKeys offers;
    private final CompletableFuture<RemoteReplica> opened = new CompletableFuture<>();
    private Stage stage = Stage.WAITING;
    private @Nullable Conversation conversation;
    private int channel;
    private int openRequest;
    /** When, by the own clock, the server was asked for the chain. */
    private long openedAt;
    /** When the server last refused a commit as of the future, and what time it is was asked again. */
    private @Nullable Long clockDoubted;
    /** From where the server was asked to go on. */
    private RootAt from = RootAt.EMPTY;
    private @Nullable RemoteReplica replica;
    private @Nullable ChainStream stream;
    /** What comes while the log takes in the beginning of the chain. */
    private final List<ToClient> held = new ArrayList<>();
    private boolean creating;
    private ChainEpoch.Noted noted = ChainEpoch.Noted.NONE;
    /** Something was known of the chain before it was opened at this server. */
    private boolean wasSeen;
    private Delays.@Nullable Pending opensAgain;
    private volatile boolean wasFollowed;
    private volatile @Nullable String setback;

    private enum Stage {
        /** There is no connection, or it is to be asked again later. */
        WAITING,
        /** The server was asked for the chain. */
        OPENING,
        /** The server wants proof of a key that a rule of the chain names. */
        ADMITTING,
        /** The server streams. */
        FOLLOWING,
        /** It is over. */
        STOPPED
    }

    /** @param ended is run once, when the log has all of the chain and is not used any more */
    ChainLink(ReplicaEnvironment environment, ClientConnection connection, ChainWish wish, RedoLog log, Pins pins,
            Runnable ended) {
        this.ended = ended;
        this.environment = environment;
        this.connection = connection;
        this.wish = wish;
        this.log = log;
        this.pins = pins;
        this.owner = new Serial(environment.owners());
        this.backoff = new Backoff(environment.entropy());
        this.meant = new MeantChain(wish, environment.verifiers(), environment.payloadLimit());
        this.epoch = new ChainEpoch(wish.name());
        this.sightings = new Sightings(environment, pins, epoch);
        this.offers = new OfferedKeys(wish);
        this.absence = new Absence(wish.name().text(), wish.offline(), connection::isOffline, this::whyAway);
    }

    /** Completes with the replica as soon as the chain is known, from the log or from the server. */
    CompletableFuture<RemoteReplica> opened() {
        return opened;
    }

    /** Tells whether somebody waits for the server: for the chain, or for the answer to a commit. */
    boolean isAwaited() {
        return !opened.isDone() || (!opened.isCompletedExceptionally() && opened.join().awaitsAnswers());
    }

    /** Tells whether this is what became of that wish. */
    boolean isFor(ChainWish other) {
        return wish.equals(other);
    }

    /** Tells whether the chain has been followed at this server, or read without it, since it was opened. */
    boolean wasFollowed() {
        return wasFollowed;
    }

    private String whyAway() {
        String refusal = setback;
        return refusal != null ? refusal : connection.fault();
    }

    /** What the server said last when it did not let the chain be followed yet; null if that was nothing. */
    @Nullable
    String setback() {
        return setback;
    }

    /** Loads what the log has of the chain, then has the connection begin. */
    void start() {
        reading(() -> {
            try {
                Optional<ChainId> known = pins.remembered(wish.name());
                List<SeenHead> seen = pins.seen();
                Known loaded = log.find(wish.name()).map(this::load).orElse(null);
                owner.execute(() -> started(known, seen, loaded));
            } catch (AteException e) {
                owner.execute(() -> stop(LinkFault.damaged(wish.name(), e)));
            }
        });
    }

    /** There is a connection, and this is the chain's channel on it. */
    void connected(Conversation with, int on) {
        owner.execute(() -> {
            if (stage != Stage.STOPPED) {
                conversation = with;
                channel = on;
                open();
            }
        });
    }

    /** There is no connection, and perhaps none to be had: who need not wait for it goes on without it. */
    void away() {
        if (canGoOnWithout()) {
            owner.execute(this::goOnWithout);
        }
    }

    /** Tells whether nobody waits for a server that is away. */
    boolean canGoOnWithout() {
        return absence.opensWithout();
    }

    /** That connection is gone. */
    void disconnected(Conversation with) {
        owner.execute(() -> {
            if (stage != Stage.STOPPED && conversation == with) {
                conversation = null;
                leave();
            }
        });
    }

    /** Takes messages for this chain, in order. */
    void received(Conversation from, List<ToClient> messages) {
        Serial.Small task = () -> {
            for (ToClient message : messages) {
                if (conversation == from && stage != Stage.STOPPED) {
                    receive(message);
                }
            }
            renewCredit();
        };
        if (isLittle(messages)) {
            owner.here(task);
        } else {
            owner.execute(task);
        }
    }

    /** Tells whether these are few and cost no cryptography: answers, and commits that this client has itself. */
    private static boolean isLittle(List<ToClient> messages) {
        return messages.size() <= LITTLE && messages.stream().allMatch(message -> switch (message) {
            case Committed _,ServiceNews _ -> true;
            case Events events -> events.items().size() <= LITTLE
                    && events.items().stream().allMatch(Events.Own.class::isInstance);
            default -> false;
        });
    }

    /** Nothing goes on: whoever waits is told the cause. */
    void fail(RuntimeException cause) {
        owner.execute(() -> stop(cause));
    }

    /** Runs what may wait for a disk; what goes wrong there ends the link. */
    private void reading(Runnable task) {
        environment.readers().execute(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                fail(e);
            }
        });
    }

    // --- the owner's

    /**
     * What the log has of a chain.
     *
     * @param outbox what own commits lie there, or null if none ever do
     */
    private record Known(LoadedChain chain, @Nullable OutboxLog outbox) {}

    private Known load(StoredChain stored) {
        boolean keeps = wish.atHead() == null && log.isLasting();
        LoadedChain loaded = ChainLoader.load(log, stored);
        return new Known(loaded, keeps ? OutboxLog.of(log, loaded, this::fail) : null);
    }

    private void started(Optional<ChainId> known, List<SeenHead> seen, @Nullable Known loaded) {
        if (stage == Stage.STOPPED) {
            return; // given up while the log was read
        }
        meant.remembered(known);
        sightings.before(seen);
        if (loaded != null) {
            try {
                begin(loaded, meant.judge(loaded.chain().stored().genesis()));
            } catch (UntrustedServerException e) {
                stop(e);
                return;
            }
        }
        connection.attach(this);
    }

    private void begin(Known loaded, GenesisTrust.Belief belief) {
        boolean writable = belief != GenesisTrust.Belief.READ_ONLY;
        noted = ChainEpoch.Noted.read(log, loaded.chain().stored());
        RemoteReplica begun = replica(loaded, writable);
        replica = begun;
        LOG.debug("chain {}: it is {}, and known here up to sequence {}", wish.name(),
                begun.genesis().chainId(), begun.view.sequence());
        if (writable) {
            reading(() -> remember(begun));
        } else {
            opened.complete(begun);
        }
    }

    /** A program may end soon once it has the chain: what it met is remembered before. */
    private void remember(RemoteReplica begun) {
        try {
            pins.remember(wish.name(), begun.genesis().chainId());
        } finally {
            opened.complete(begun);
        }
    }

    private RemoteReplica replica(Known loaded, boolean writable) {
        Runnable detach = () -> fail(new IllegalStateException("the chain " + wish.name() + " is closed"));
        Duration patience = wish.atHead();
        return patience == null
                ? new StreamedReplica(environment, log, loaded.chain(), owner, writable, connection::hurry, absence,
                        loaded.outbox(), detach)
                : new HeadReplica(environment, log, loaded.chain(), owner, writable, patience, connection::hurry,
                        absence,
                        this::fail, detach);
    }

    private void open() {
        Conversation present = conversation;
        if (present == null || stage == Stage.STOPPED) {
            return;
        }
        LOG.debug("chain {}: the server is asked for it", wish.name());
        stage = Stage.OPENING;
        absence.ends();
        openRequest = present.nextRequest();
        openedAt = environment.serverClock().own();
        RemoteReplica known = replica;
        if (known != null) {
            known.uplink().connected(present, channel);
        }
        from = known != null ? known.known() : wish.atHead() == null ? RootAt.EMPTY : seen(present);
        present.send(meant.ask(channel, openRequest, from, known));
    }

    /** How far an earlier run has seen the chain at that server, if it is known beforehand which chain it is. */
    private RootAt seen(Conversation with) {
        return meant.id()
                .flatMap(id -> sightings.last(id, with.server()))
                .orElse(RootAt.EMPTY);
    }

    private void openLater() {
        Conversation present = conversation;
        leave();
        opensAgain = connection.delays().after(backoff.next(isAwaited()), () -> owner.execute(() -> {
            if (conversation == present && stage == Stage.WAITING) {
                open();
            }
        }));
    }

    private void leave() {
        stage = Stage.WAITING;
        absence.begins();
        endPause();
        stream = null;
        held.clear();
        if (replica != null) {
            replica.unfollow();
            replica.uplink().disconnected();
            replica.spared().disconnected();
        }
    }

    /** Opens the chain as it is here, if all of it was here once; else says that it cannot be opened now. */
    private void goOnWithout() {
        RemoteReplica known = replica;
        if (stage != Stage.WAITING || conversation != null || creating || (known != null && known.isOpen())) {
            return;
        }
        Optional<String> source = known == null ? Optional.empty() : known.source();
        if (known == null || source.isEmpty()) {
            stop(LinkFault.notHere(wish, whyAway()));
        } else {
            LOG.debug("chain {}: read without its server, up to sequence {}", wish.name(), known.view.sequence());
            wasFollowed = true;
            known.openWithout(source.get());
        }
    }

    private void endPause() {
        if (opensAgain != null) {
            opensAgain.cancel();
            opensAgain = null;
        }
    }

    private void receive(ToClient message) {
        if (creating) {
            held.add(message);
            return;
        }
        try {
            demandAnswer(message);
            switch (message) {
                case Opened answer -> opened(answer);
                case Proved(int _, int request, var _, boolean admitted) -> proved(request, admitted);
                case Events events -> {
                    if (stream != null) {
                        stream.events(events);
                    }
                }
                case Live(int _, long sequence) -> {
                    LOG.debug("chain {}: all has come up to sequence {}", wish.name(), sequence);
                    if (stream != null) {
                        stream.live(sequence);
                    }
                }
                case Committed committed -> {
                    if (replica != null) {
                        replica.committed(committed);
                    }
                }
                case LockResult(int _, int request, var _) -> answered(request, message);
                case LoadedObjects shown -> {
                    answered(shown.request(), message);
                    allow(shown.events().stream().mapToLong(each -> each.event().length()).sum());
                }
                case Synced(int _, int request, long _) -> answered(request, message);
                case ProofAnswer(int _, int request, var _) -> {
                    answered(request, message);
                    sightings.verified();
                }
                case Rejected rejected -> rejected(rejected);
                case Loaded loaded -> {
                    if (stream != null) {
                        stream.loaded(loaded);
                    } else if (replica != null) {
                        replica.spared().loaded(loaded);
                        allow(loaded.events().stream().mapToLong(Slice::length).sum());
                    }
                }
                case Compacted compacted -> {
                    if (replica != null) {
                        replica.compacted(compacted);
                    }
                }
                case Closed closed -> {
                    LOG.debug("chain {}: the server ends it: {}, {}", wish.name(), closed.reason(), closed.text());
                    closed(closed);
                }
                case ServiceNews news -> {
                    if (replica != null) {
                        replica.line().received(news);
                    }
                }
                case ChainList _,ServerStatus _,Notice _,Dropped _,Part _ -> {
                    // Nothing of that kind was asked for on this channel.
                }
            }
        } catch (UntrustedServerException | CorruptionException | HistoryNeededException e) {
            stop(e);
        } catch (RuntimeException e) { // nobody would learn that nothing more is taken in
            stop(new IllegalStateException("chain " + wish.name() + " cannot be followed: this is a mistake in the "
                    + "library, please report it", e));
        }
    }

    /** Whoever asks would wait as long as he has patience if what comes in place of an answer were passed over. */
    private void demandAnswer(ToClient message) {
        int request = switch (message) {
            case Opened answer -> answer.request();
            case Proved answer -> answer.request();
            case Committed answer -> answer.request();
            case LockResult answer -> answer.request();
            case LoadedObjects answer -> answer.request();
            case Loaded answer -> answer.request();
            case Compacted answer -> answer.request();
            case Synced answer -> answer.request();
            case ProofAnswer answer -> answer.request();
            case Rejected _,Events _,Live _,Closed _,ServiceNews _,ChainList _,ServerStatus _,Notice _,Dropped _,Part _ ->
                    0;
        };
        RemoteReplica known = replica;
        if (known != null && known.uplink().isMissedBy(request, message)) {
            throw new UntrustedServerException("the server was asked one thing about the chain " + wish.name()
                    + " and answers another: " + message.getClass().getSimpleName() + " to request " + request);
        }
    }

    private void opened(Opened answer) {
        if (answer.request() != openRequest || (stage != Stage.OPENING && stage != Stage.ADMITTING)) {
            return;
        }
        if (answer.standing() != null) {
            environment.serverClock().learn(answer.standing().time(), openedAt, environment.serverClock().own());
        }
        RemoteReplica known = replica;
        if (known == null) {
            create(answer);
            return;
        }
        meant.demandSame(answer, known);
        demandEpoch(answer, known);
        Standing standing = answer.standing();
        if (standing == null) {
            proveToRead(known);
        } else {
            follow(known, standing);
        }
    }

    private void demandEpoch(Opened answer, RemoteReplica known) {
        Conversation present = conversation;
        if (present != null) {
            epoch.known(noted.at(present.server().fingerprint()));
            epoch.known(sightings.lastEpoch(known.genesis().chainId(), present.server()));
            wasSeen |= from.size() > 0 || sightings.last(known.genesis().chainId(), present.server())
                    .filter(head -> head.size() > 0)
                    .isPresent();
        }
        epoch.shown(answer.epoch());
    }

    /** All that was seen is in what the server shows: from now on the chain is in its epoch. */
    private void takeEpoch(RemoteReplica known, String server) {
        if (epoch.hasRisen()) {
            epoch.taken();
            if (wasSeen) {
                LOG.info("chain {}: the server's store was restored from a backup; it has all that was seen of the "
                        + "chain, which goes on in epoch {}", wish.name(), epoch.known());
            }
            known.noteEpoch(new ChainEpoch.Noted(server, epoch.known()));
        }
    }

    /** The server may send as much again of what is asked for piece by piece. */
    private void allow(long bytes) {
        Conversation present = conversation;
        if (present != null && bytes > 0) {
            present.send(new Credit(channel, (int) bytes));
        }
    }

    /** Begins the replica of a chain that is met for the first time. */
    private void create(Opened answer) {
        GenesisTrust.Belief belief = meant.judge(answer.genesis());
        if (wish.atHead() != null && answer.genesis().record().trust() == Trust.DISTRIBUTED) {
            stop(new HistoryNeededException("in distributed trust everything is judged by what was before: the chain "
                    + wish.name() + " is opened in full"));
            return;
        }
        StoredChain stored = new StoredChain(log.nextChainNumber(), wish.name(), answer.genesis());
        creating = true;
        held.add(answer);
        log.append(stored.shard(), 0, LogBatch.of(new LogEntry.Create(stored.number(), wish.name(), answer.genesis())),
                new RedoLog.Completion() {
                    @Override
                    public void durable() {
                        reading(() -> {
                            Known loaded = load(stored);
                            owner.execute(() -> created(loaded, belief));
                        });
                    }

                    @Override
                    public void failed(StoreFailedException cause) {
                        fail(cause);
                    }
                });
    }

    private void created(Known loaded, GenesisTrust.Belief belief) {
        if (stage == Stage.STOPPED) {
            return;
        }
        creating = false;
        begin(loaded, belief);
        Conversation present = conversation;
        if (present != null && replica != null) {
            replica.uplink().connected(present, channel);
        }
        List<ToClient> waited = List.copyOf(held);
        held.clear();
        waited.forEach(this::receive);
        renewCredit();
    }

    private void proveToRead(RemoteReplica known) {
        stage = Stage.ADMITTING;
        stopFor(offers.begin(known));
    }

    private void proved(int request, boolean admitted) {
        RemoteReplica known = replica;
        if (known != null) {
            known.uplink().proved(request);
            offers.proven(admitted);
            offerMore(known);
        }
    }

    private void offerMore(RemoteReplica known) {
        if (stage == Stage.ADMITTING) {
            stopFor(offers.next(known));
        }
    }

    private void stopFor(@Nullable NoReadAuthorityException fault) {
        if (fault != null) {
            stop(fault);
        }
    }

    private void follow(RemoteReplica known, Standing standing) {
        Conversation present = conversation;
        if (present == null) {
            return;
        }
        switch (known) {
            case StreamedReplica streamed -> {
                sightings.holdTo(streamed, present.server());
                known.opened(standing, from, present.server());
                ChainStream begun = new ChainStream(present, channel, streamed, sightings,
                        () -> takeEpoch(streamed, present.server().fingerprint()), this::stop);
                stream = begun;
                streamed.follow(begun);
            }
            case HeadReplica head -> {
                known.opened(standing, from, present.server());
                sightings.holdTo(head, from, present.server());
                takeEpoch(known, present.server().fingerprint());
            }
        }
        sightings.follow(known, present.server());
        LOG.debug("chain {}: followed behind sequence {}; at the server it ends at {}", wish.name(), from.size(),
                standing.head().root().size());
        stage = Stage.FOLLOWING;
        wasFollowed = true;
        setback = null;
        backoff.reset();
        known.uplink().admitted();
        known.locks.connected();
        known.spared().admitted(present, channel);
    }

    private void answered(int request, ToClient answer) {
        RemoteReplica known = replica;
        if (known != null) {
            known.uplink().answered(request, answer);
        }
    }

    private void rejected(Rejected answer) {
        LOG.debug("chain {}: the server refuses request {}: {}, {}", wish.name(), answer.request(), answer.reason(),
                answer.text());
        RemoteReplica known = replica;
        if (answer.request() == openRequest && (stage == Stage.OPENING || stage == Stage.ADMITTING)) {
            setback = answer.text();
            unavailable(wish.atHead() != null && answer.reason() == Reason.FORKED ? LinkFault.setBack(answer.text())
                    : LinkFault.of(answer, wish.name()));
        } else if (known != null && known.uplink().isInquiry(answer.request())) {
            known.uplink().answered(answer.request(), answer);
        } else if (known != null && !known.answers().rejected(answer) && !known.spared().rejected(answer)) {
            if (known.uplink().isProof(answer.request())) {
                known.uplink().proofRefused(answer.request(), answer.reason(), answer.text());
                offerMore(known);
            } else {
                known.line().rejected(answer);
            }
        }
        if (answer.reason() == Reason.TIME_AHEAD) {
            learnClockAnew();
        }
    }

    /**
     * One of the two clocks was set since the chain was opened: it is opened again, which tells what time it is. What
     * was refused is drawn up anew meanwhile, and what else had been sent by the old clock is refused without that.
     */
    private void learnClockAnew() {
        Conversation present = conversation;
        long now = environment.timer().now();
        boolean isJustLearnt = clockDoubted != null && now - clockDoubted < CLOCK_MILLIS;
        if (present == null || stage != Stage.FOLLOWING || isJustLearnt) {
            return;
        }
        clockDoubted = now;
        present.send(new Close(channel, Reason.UNKNOWN));
        conversation = null;
        leave();
        connection.changeChannel(this);
    }

    private void closed(Closed by) {
        RemoteReplica known = replica;
        // Whoever acts on the chain under other keys may not have proven them yet, since he only reads.
        boolean mayBeNamed = by.reason() == Reason.NO_READ_AUTHORITY && known != null
                && offers.areThereOthers(known);
        unavailable(mayBeNamed ? null : LinkFault.of(by, wish.name()));
    }

    /** The chain is not to be had: for good, or for now. */
    private void unavailable(@Nullable AteException forGood) {
        if (forGood != null) {
            stop(forGood);
        } else {
            openLater();
        }
    }

    private void renewCredit() {
        if (stream != null) {
            stream.renewCredit();
        }
    }

    private void stop(RuntimeException found) {
        if (stage == Stage.STOPPED) {
            return;
        }
        RuntimeException cause = sightings.told(epoch.told(found));
        stage = Stage.STOPPED;
        stream = null;
        endPause();
        Conversation last = conversation;
        Serial.Small part = () -> part(last);
        RemoteReplica known = replica;
        RuntimeException first = cause;
        if (known != null) {
            known.unfollow();
            first = known.finish(cause);
            known.uplink().inTurn(part); // behind what is still to be said of the chain
            known.uplink().disconnected();
        } else {
            opened.completeExceptionally(cause);
            part.run();
        }
        sightings.end(first, () -> log.whenAnswered(() -> environment.readers().execute(ended)));
    }

    /** Nothing more is said of the chain. */
    private void part(@Nullable Conversation last) {
        if (last != null) {
            last.send(new Close(channel, Reason.UNKNOWN));
        }
        connection.detach(this);
    }
}
