package io.ate.internal.dao;

import io.ate.AteConfig;
import io.ate.ChainId;
import io.ate.CommitId;
import io.ate.DaoRef;
import io.ate.Field;
import io.ate.Outcome;
import io.ate.PrimaryKey;
import io.ate.Scope;
import io.ate.Session;
import io.ate.Trust;
import io.ate.Type;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.replica.Deadline;
import io.ate.internal.replica.Replica;
import io.ate.internal.replica.ReplicaThreads;
import io.ate.internal.transform.Transformers;
import io.ate.internal.wire.Hash;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A chain that is open in this program: what all its handles, of whatever session, have in common. Thread-safe. */
public final class OpenChain {
    private final Replica replica;
    private final SignedGenesis genesis;
    private final AteConfig config;
    private final Entropy entropy;
    private final Runnable onClose;
    private final Values values;
    private final KeyedValues keyedValues;
    private final KnownFields fields = new KnownFields();
    private final Payloads payloads;
    private final PlaceTrust places;
    private final Supplier<Optional<String>> fault;
    private final Optional<String> link;
    private final Answers answers;
    private final OpenSessions sessions;
    private final Workers workers;
    private final Pipeline pipeline;
    private final Set<Attachment> attachments = ConcurrentHashMap.newKeySet();
    private final HandedOver handedOver = new HandedOver();
    private final ObjectNews news = new ObjectNews(this);
    private final Optional<Restoring> restoring;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param replica is closed with the chain
     * @param fault why the server is out of reach, as far as that is known; for those who wait for it in vain
     * @param link by which others find the chain; none of one that is nobody else's to find
     * @param onClose is run afterwards
     */
    public OpenChain(Replica replica, AteConfig config, Supplier<Optional<String>> fault, Optional<String> link,
            Runnable onClose) {
        this(replica, config, fault, link, onClose, Workers.OWN_THREADS);
    }

    /** The same with other workers than threads of their own. */
    public OpenChain(Replica replica, AteConfig config, Supplier<Optional<String>> fault, Optional<String> link,
            Runnable onClose, Workers workers) {
        this.replica = replica;
        this.genesis = replica.genesis();
        this.config = config;
        this.entropy = Entropy.from(config);
        this.onClose = onClose;
        this.values = new Values(config.readablePayloads(), Transformers.of(config.transformer(), config.restoring()));
        this.keyedValues = new KeyedValues(values);
        this.payloads = new Payloads(genesis.chainId(), entropy, config.cacheBytes());
        this.fault = fault;
        this.link = link;
        this.answers = new Answers(replica.callbacks(), ReplicaThreads.delays(), this::fault);
        this.places = new PlaceTrust(trust(), replica, payloads);
        this.sessions = new OpenSessions(replica);
        this.workers = workers;
        this.pipeline = new Pipeline(this, workers);
        this.restoring = replica.outbox().map(outbox -> new Restoring(this, outbox, sessions));
    }

    public Replica replica() {
        return replica;
    }

    /** The commits whose answers no thread waits for. */
    HandedOver handedOver() {
        return handedOver;
    }

    /** For who waits for single objects. */
    public ObjectNews news() {
        return news;
    }

    public SignedGenesis genesis() {
        return genesis;
    }

    public ChainId id() {
        return genesis.chainId();
    }

    public Trust trust() {
        return genesis.record().trust();
    }

    /** What time to write into events, in milliseconds since 1970. */
    long writersTime() {
        return replica.time(config.clock().millis());
    }

    /** The clock of this machine, by which requests come to their deadlines. */
    public Clock clock() {
        return config.clock();
    }

    /** How many requests are worked on at a time by whoever serves. */
    public int handlers() {
        return config.handlers();
    }

    /**
     * Demands that values of {@code type} are read as that class alone in this program.
     *
     * @throws IllegalArgumentException if another class goes by the same type name
     */
    public void demandOneClass(Type<?> type) {
        values.demandOneClass(type);
    }

    /**
     * Demands that no other field goes by the name of that one in objects of the type of {@code owner} in this program.
     *
     * @throws IllegalArgumentException naming both, if one does
     */
    public void demandOneField(DaoRef<?> owner, Field field) {
        Objects.requireNonNull(field, "field");
        fields.demandOne(owner.type().name(), field);
    }

    KnownFields fields() {
        return fields;
    }

    Entropy entropy() {
        return entropy;
    }

    Values values() {
        return values;
    }

    KeyedValues keyedValues() {
        return keyedValues;
    }

    Payloads payloads() {
        return payloads;
    }

    PlaceTrust places() {
        return places;
    }

    /** For how long a lock is taken at a time. */
    Duration lease() {
        return config.lease();
    }

    /**
     * Waits until all that is under way now is answered, and all is known here that the server has; false if it takes
     * longer.
     *
     * @throws io.ate.ChainUnavailableException if the server is away and not waited for
     */
    public boolean sync(Deadline deadline) throws InterruptedException {
        replica.demandServer("what the server has of the chain cannot be waited for");
        return handedOver.await(deadline) && replica.settle(deadline) && replica.catchUp(deadline);
    }

    /** What became of a commit that had no answer in time, or lies in the outbox; waits for it until the deadline. */
    public Outcome outcome(CommitId commit, Deadline deadline) {
        CommitId now = pipeline.rememberIfKept(commit);
        Outcome outcome = answers.outcome(commit, deadline);
        return outcome instanceof Outcome.Unknown
                ? replica.outbox().flatMap(outbox -> outbox.outcome(now)).orElse(outcome)
                : outcome;
    }

    /** Why the server is out of reach, if that is known: the end of a sentence, or nothing. */
    public String fault() {
        return fault.get().map(why -> " (" + why + ")").orElse("");
    }

    /** Tells whether values may be left at the server until they are read. */
    public boolean leavesValues() {
        return link.isPresent() && config.payloadLimit() < Bounds.PAYLOAD;
    }

    /** By which others find the chain, if they can. */
    public Optional<String> link() {
        return link;
    }

    public Answers answers() {
        return answers;
    }

    Workers workers() {
        return workers;
    }

    Pipeline pipeline() {
        return pipeline;
    }

    /** Begins a session's work with the chain: first goes what an earlier program left to be sent under its keys. */
    public SessionLease enter(Session session) {
        SessionLease lease = begin(session);
        restoring.ifPresent(Restoring::goOn);
        return lease;
    }

    /** What waits for nothing any more that lies in the outbox before it is sent. */
    void resumeKept() {
        restoring.ifPresent(Restoring::goOn);
    }

    /** Begins a use of the session's keys, which are the same for all who use them. */
    public SessionLease begin(Session session) {
        demandOpen();
        return sessions.begin(session);
    }

    /** A random key for a new object: the top two bits clear. */
    public PrimaryKey newKey() {
        Hash random = Hash.at(entropy.bytes(Hash.BYTES), 0);
        return new PrimaryKey(random.high() >>> 2, random.low());
    }

    /** Has {@code attachment} closed with the chain, or with its handle, unless it is closed before. */
    public void attach(Attachment attachment) {
        attachments.add(attachment);
        if (closed.get()) {
            attachment.endedBelow();
            demandOpen();
        }
        if (attachment.session().hasEnded()) {
            attachment.endedBelow();
            attachment.session().demandGoing();
        }
    }

    /** It is closed. */
    public void detach(Attachment attachment) {
        attachments.remove(attachment);
    }

    /** A lock on that object that this program holds, of whatever handle, if there is one. */
    Optional<HeldLock> heldLock(PrimaryKey object) {
        return attachments.stream()
                .filter(HeldLock.class::isInstance)
                .map(HeldLock.class::cast)
                .filter(each -> each.ref().key().equals(object) && each.isHeld())
                .findAny();
    }

    /** Ends a handle for a session, with what was attached to it; what was begun with it goes on to its end. */
    public void end(SessionLease handle) {
        handle.close();
        attachments.stream().filter(each -> each.session() == handle).forEach(Attachment::endedBelow);
    }

    /**
     * Demands that commits can be made with that scope.
     *
     * @throws IllegalStateException if they cannot
     */
    public void demandScope(Scope scope) {
        if (scope == Scope.LOCAL && !replica.isLocal() && replica.outbox().isEmpty()) {
            throw new IllegalStateException("the chain " + genesis.record().name() + " has no outbox on disk, which "
                    + "Scope.LOCAL takes: give the client a folder for replicas (AteConfig.folder), and open the chain in "
                    + "full");
        }
    }

    public void demandOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the chain " + genesis.record().name() + " is closed");
        }
    }

    /** Ends all waiting, closes the replica and zeroes the data keys. Closing again does nothing. */
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                attachments.forEach(Attachment::endedBelow);
                replica.close();
            } finally {
                answers.close();
                sessions.close();
                payloads.clear();
                onClose.run();
            }
        }
    }
}
