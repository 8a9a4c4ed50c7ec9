package io.ate.internal.replica;

import io.ate.ChainReadOnlyException;
import io.ate.ChainUnavailableException;
import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.StoreFailedException;
import io.ate.UntrustedServerException;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.event.Statement;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.sequence.LoadedChain;
import io.ate.internal.sequence.Serial;
import io.ate.internal.tree.MerkleTree;
import io.ate.internal.tree.RootAt;
import io.ate.internal.view.ObjectEntry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A chain that a server keeps, as this client knows it. Thread-safe. What the server streams is checked by the pool,
 * judged and applied in order by the replica's owner, and written to the log, which is behind the view by what is
 * being written; the server may send more as the log gets on.
 */
public final class RemoteReplica extends LoggedReplica {
    /** Commits that one checker takes at a time. */
    private static final int CHECKED_TOGETHER = 32;

    private final StreamVerifier verifier;
    private final Uplink uplink;
    private final CommitAnswers answers;
    private final Spared spared;
    private final boolean writable;
    private final Runnable detach;
    private final Deque<Arrival> arrivals = new ArrayDeque<>();
    private final AtomicBoolean drainAsked = new AtomicBoolean();
    private final CompletableFuture<Void> live = new CompletableFuture<>();
    private @Nullable Feed feed;
    private RootAt noted;
    private int appending;

    /** Where the stream comes from; used by the owner. */
    interface Feed {
        /** The server's identity. */
        PublicKeys server();

        /** So many bytes more may come. */
        void allow(long bytes);

        /** The chain has been verified up to another head. */
        void verified();

        /** The server did what an honest one does not, or something here failed: the stream ends. */
        void failed(RuntimeException cause);
    }

    /**
     * @param writable false if the chain is only known by the server's word, which is not enough to write to it
     * @param hurry is run when a commit waits for want of a connection, on any thread
     * @param detach ends the following of the chain; run once, at closing
     */
    RemoteReplica(ReplicaEnvironment environment, RedoLog log, LoadedChain loaded, Serial owner, boolean writable,
            Runnable hurry, Runnable detach) {
        super(environment, log, loaded, owner, hurry);
        this.writable = writable;
        this.detach = detach;
        this.noted = VerifiedHeadNote.read(log, chain);
        this.verifier = new StreamVerifier(loaded, new MerkleTree(log.tree(chain.number())), noted,
                environment.verifiers());
        this.uplink = new Uplink(chain.genesis().chainId(), outgoing, services(), environment.owners(), hurry);
        this.answers = new CommitAnswers(uplink, outgoing);
        this.spared = new Spared(chain.name().text(), hurry);
    }

    @Override
    public Submission submit(Draft draft, Deadline deadline) throws InterruptedException {
        if (!writable) {
            throw new ChainReadOnlyException("nothing but the server's word says that this is the chain " + chain.name()
                    + " that is meant: it can be read, and not written to. " + GenesisTrust.REMEDY);
        }
        return super.submit(draft, deadline);
    }

    @Override
    public void release(Set<KeyId> keys) {
        uplink.release(keys);
    }

    /**
     * Waits until all has come that the server had when it was asked, however long that takes, as long as more comes.
     *
     * @param patience how long nothing may come
     * @param fault why nothing comes, if that is known
     * @throws ChainUnavailableException if nothing more comes for so long, which is noticed before twice that time
     */
    public void awaitLive(Duration patience, Supplier<Optional<String>> fault) throws InterruptedException {
        demandGoing();
        for (long reached = view.sequence();; reached = view.sequence()) {
            try {
                live.get(TimeUnit.NANOSECONDS.convert(patience), TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException e) {
                if (view.sequence() == reached) {
                    throw new ChainUnavailableException(
                            "the history of chain " + chain.name() + " has stopped coming at "
                                    + reached + ", for longer than the deadline of " + patience.toSeconds()
                                    + " seconds: "
                                    + fault.get().orElse("give it a longer one if the server or the way to it is slow"),
                            e);
                }
            } catch (ExecutionException e) {
                demandGoing();
                throw new ChainUnavailableException("the chain " + chain.name() + " cannot be followed", e);
            }
        }
    }

    /** The last head that the server signed and the own tree confirmed. */
    @Override
    public RootAt verifiedHead() {
        return verifier.verified();
    }

    /** Ends the following of the chain; the log stays open. */
    @Override
    public void close() {
        if (!isEnded()) {
            finish(new IllegalStateException("the chain " + chain.name() + " is closed"));
            detach.run();
        }
    }

    @Override
    Event fetch(long sequence, Event bare, Deadline deadline) throws InterruptedException {
        return spared.fetch(sequence, bare, deadline);
    }

    @Override
    void arrived() {
        uplink.arrived();
    }

    @Override
    void inTurn(Serial.Small task) {
        uplink.inTurn(task);
    }

    @Override
    void ask(Inquiry inquiry) {
        uplink.ask(inquiry);
    }

    @Override
    public boolean catchUp(Deadline deadline) throws InterruptedException {
        demandGoing();
        SyncInquiry inquiry = new SyncInquiry();
        uplink.ask(inquiry);
        try {
            long end = inquiry.answer().get(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS);
            return await(end, deadline);
        } catch (TimeoutException _) { // which is what the result says
            return false;
        } catch (ExecutionException e) {
            demandGoing();
            throw new ChainUnavailableException("the server was asked in vain how far the chain " + chain.name()
                    + " has got", e);
        } finally {
            inquiry.answer().cancel(false);
        }
    }

    /** Tells whether somebody waits for the server: for the answer to a commit, for a value, or for a reply. */
    boolean awaitsAnswers() {
        return outgoing.awaitsAnswers() || spared.isAwaited() || services().awaitsReplies();
    }

    /** Payloads of more bytes than that are left at the server. */
    int payloadLimit() {
        return environment.payloadLimit();
    }

    Spared spared() {
        return spared;
    }

    Uplink uplink() {
        return uplink;
    }

    CommitAnswers answers() {
        return answers;
    }

    StreamVerifier verifier() {
        return verifier;
    }

    void finish(RuntimeException cause) {
        end(cause);
        spared.end(cause);
        live.completeExceptionally(cause);
    }

    // --- the owner's

    /** From now on commits come from there, after the sequence that the view has. */
    void follow(Feed from) {
        arrivals.clear();
        feed = from;
    }

    /** The connection is gone; what came and is not applied will come again. */
    void unfollow() {
        arrivals.clear();
        feed = null;
    }

    /** Takes what the server streamed, in order. */
    void arrive(List<Arrival> more) {
        arrivals.addAll(more);
        List<StreamedCommit> commits = new ArrayList<>(more.size());
        for (Arrival each : more) {
            if (each instanceof Arrival.OfCommit(StreamedCommit commit) && !commit.isDone()) {
                commits.add(commit);
            }
        }
        for (int from = 0; commits.size() > 1 && from < commits.size(); from += CHECKED_TOGETHER) {
            List<StreamedCommit> some = commits.subList(from, Math.min(commits.size(), from + CHECKED_TOGETHER));
            environment.checkers().execute(() -> {
                some.forEach(verifier::check);
                askToDrain();
            });
        }
        drain();
    }

    private void askToDrain() {
        if (drainAsked.compareAndSet(false, true)) {
            owner.execute(() -> {
                drainAsked.set(false);
                drain();
            });
        }
    }

    private void drain() {
        Feed from = feed;
        if (isEnded() || from == null) {
            return;
        }
        List<LogEntry> batch = new ArrayList<>();
        long bytes = 0;
        try {
            for (Arrival next = arrivals.peekFirst(); next != null
                    && (appending == 0 || log.mayAppend()); next = arrivals.peekFirst()) {
                if (next instanceof Arrival.OfCommit(StreamedCommit commit)) {
                    verifier.check(commit);
                    if (!commit.isDone()) {
                        break; // a checker has it, and asks again when it is done
                    }
                    bytes += commit.bytes();
                }
                arrivals.removeFirst();
                take(next, from, batch);
            }
            if (!batch.isEmpty()) {
                append(batch, bytes);
            }
        } catch (UntrustedServerException e) {
            if (!isEnded()) { // else its own commits were forgotten meanwhile, and the server is not to blame
                failed(e);
            }
        } catch (IllegalStateException e) {
            if (!isEnded()) { // else the log was closed together with the replica
                throw e;
            }
        }
        audience.reached(view.sequence());
    }

    private void take(Arrival arrival, Feed from, List<LogEntry> batch) {
        switch (arrival) {
            case Arrival.OfCommit(StreamedCommit commit) -> {
                PendingCommit own = own(commit);
                Applied applied = verifier.judge(commit, batch);
                if (own != null) {
                    own.confirmed(applied.record().first());
                    show(applied);
                } else {
                    overlay.taking(applied.effects(), () -> show(applied));
                }
                verifier.demandExpected();
                audience.applied(applied);
                if (own == null && applied.effects().objects().stream().anyMatch(ObjectEntry::isDeleted)) {
                    locks.deletedByOthers();
                }
                if (own != null) {
                    outgoing.settled(own);
                }
            }
            case Arrival.OfHead(var head) -> verifier.head(head, from.server());
            case Arrival.OfLive _ -> {
                verifier.live();
                live.complete(null);
            }
        }
        RootAt head = verifier.verified();
        if (!head.equals(noted)) {
            noted = head;
            from.verified();
            batch.add(VerifiedHeadNote.of(chain.number(), head));
        }
    }

    /** Shows a commit that the log does not have yet: whoever sees it in the view finds its events in memory. */
    private void show(Applied commit) {
        recent.add(commit);
        view.apply(commit.effects());
    }

    /** The commit of this client's that has come back and had no answer that counts, or null if it is another's. */
    private @Nullable PendingCommit own(StreamedCommit streamed) {
        CommitRecord record = streamed.record();
        Statement statement = record.statement();
        WriterId writer = statement.writer();
        if (!outgoing.isOwn(writer)) {
            return null;
        }
        PendingCommit unanswered = overlay.unanswered(writer, statement.number());
        PendingCommit own = unanswered != null ? unanswered : outgoing.doubted(writer, statement.number());
        if (own != null && own.checked().hash().equals(verifier.hash(streamed))) {
            return own;
        }
        if (own == null && outgoing.wasUsed(writer, statement.number())) {
            throw new UntrustedServerException("at sequence " + record.first() + " the server put commit number "
                    + statement.number() + " of this client's, which it had refused");
        }
        outgoing.renew(writer); // somebody else writes under it, as after a machine was cloned
        return null;
    }

    private void append(List<LogEntry> batch, long bytes) {
        long end = view.sequence();
        Feed from = feed;
        appending++;
        log.append(chain.shard(), 0, new LogBatch(batch), new RedoLog.Completion() {
            @Override
            public void durable() {
                owner.execute(() -> appended(end, bytes, from));
            }

            @Override
            public void failed(StoreFailedException cause) {
                owner.execute(() -> RemoteReplica.this.failed(cause));
            }
        });
    }

    private void appended(long end, long bytes, @Nullable Feed from) {
        appending--;
        if (isEnded()) {
            return;
        }
        recent.durableUpTo(end);
        try {
            verifier.durableUpTo(end);
        } catch (UntrustedServerException e) {
            failed(e);
            return;
        }
        if (from != null && from.equals(feed) && bytes > 0) {
            from.allow(bytes);
        }
        if (!arrivals.isEmpty()) {
            drain();
        }
    }

    private void failed(RuntimeException cause) {
        Feed from = feed;
        if (from != null) {
            from.failed(cause);
        } else {
            finish(cause);
        }
    }
}
