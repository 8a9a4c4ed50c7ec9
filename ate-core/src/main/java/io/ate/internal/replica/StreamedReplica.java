package io.ate.internal.replica;

import io.ate.ChainUnavailableException;
import io.ate.CorruptionException;
import io.ate.NoSuchObjectException;
import io.ate.PrimaryKey;
import io.ate.PublicKeys;
import io.ate.StoreFailedException;
import io.ate.UntrustedServerException;
import io.ate.internal.event.Bounds;
import io.ate.internal.event.CommitRecord;
import io.ate.internal.event.Event;
import io.ate.internal.event.Statement;
import io.ate.internal.event.WriterId;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.LogItem;
import io.ate.internal.log.RedoLog;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.Standing;
import io.ate.internal.sequence.LoadedChain;
import io.ate.internal.sequence.Passage;
import io.ate.internal.sequence.Serial;
import io.ate.internal.tree.MerkleTree;
import io.ate.internal.tree.RootAt;
import io.ate.internal.view.Effects;
import io.ate.internal.view.ObjectEntry;
import io.ate.internal.view.Snapshot;
import io.ate.internal.wire.Hash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A chain all of which the server streams. Thread-safe. What comes is checked by the pool, judged and applied in order
 * by the replica's owner, and written to the log, which is behind the view by what is being written; the server may
 * send more as the log gets on.
 */
final class StreamedReplica extends RemoteReplica {
    /** Commits that one checker takes at a time. */
    private static final int CHECKED_TOGETHER = 32;

    private final StreamVerifier verifier;
    private final Deque<Arrival> arrivals = new ArrayDeque<>();
    private final AtomicBoolean drainAsked = new AtomicBoolean();
    private @Nullable Feed feed;
    private RootAt noted;
    /** Written by the owner, as it stands in the log or will once that has what was appended. */
    private volatile ReplicaSource source;
    private long notedClock;
    private String origin = "";
    private int appending;
    /** The time of the newest commit that was taken. */
    private long admitted;
    /** What has changed since the view shows what was before. */
    private final List<ObjectEntry> unseen = new ArrayList<>();
    /** That of it which is not known to be of own commits. */
    private final List<ObjectEntry> unseenOfOthers = new ArrayList<>();
    /** Own commits that have come back since then, and where they are. */
    private final Map<PendingCommit, Long> unsettled = new LinkedHashMap<>();
    /** Whether the view is to show what is there as soon as the log has all of it. */
    private boolean arrives;

    /** Where the stream comes from; used by the owner. */
    interface Feed {
        /** The server's identity. */
        PublicKeys server();

        /** So many bytes more may come. */
        void allow(long bytes);

        /** The chain has been verified up to another head. */
        void verified();

        /** All is here that the server had when it said so, and goes on from what was seen before. */
        void whole();

        /** The server did what an honest one does not, or something here failed: the stream ends. */
        void failed(RuntimeException cause);
    }

    StreamedReplica(ReplicaEnvironment environment, RedoLog log, LoadedChain loaded, Serial owner, boolean writable,
            Runnable hurry, Absence absence, @Nullable OutboxLog outbox, Runnable detach) {
        Overlay overlay = new Overlay(loaded.view());
        super(environment, log, loaded, owner, overlay, Prediction.judging(loaded.stored().genesis(), overlay),
                writable, hurry, absence, outbox, detach);
        this.noted = VerifiedHeadNote.read(log, chain);
        this.source = ReplicaSource.read(log, chain);
        this.notedClock = ServerClockNote.read(log, chain);
        environment.serverClock().remembered(notedClock);
        this.unseen.addAll(loaded.unseen());
        this.unseenOfOthers.addAll(loaded.unseen());
        this.verifier = new StreamVerifier(loaded, new MerkleTree(log.tree(chain.number())), noted,
                environment.verifiers());
    }

    /** The last head that the server signed and the own tree confirmed. */
    @Override
    public RootAt verifiedHead() {
        return verifier.verified();
    }

    @Override
    public boolean catchUp(Deadline deadline) throws InterruptedException {
        demandGoing();
        SyncInquiry inquiry = new SyncInquiry();
        uplink().ask(inquiry);
        try {
            long end = inquiry.answer().get(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS);
            return await(end, deadline);
        } catch (TimeoutException _) { // which is what the result says
            return false;
        } catch (ExecutionException e) {
            demandGoing();
            if (e.getCause() instanceof ChainUnavailableException away) {
                throw SharedFailure.here(away);
            }
            throw new ChainUnavailableException("the server was asked in vain how far the chain " + chain.name()
                    + " has got", e);
        } finally {
            inquiry.answer().cancel(false);
        }
    }

    @Override
    public Optional<ProvenEvent> prove(PrimaryKey object) {
        long version;
        try (Snapshot now = confirmed()) {
            ObjectEntry entry = now.live(object);
            if (entry == null) {
                throw new NoSuchObjectException("there is no object " + object, object);
            }
            version = entry.version();
        }
        StreamVerifier.Vouched last = verifier.vouched();
        long size = last == null ? 0 : last.head().root().size();
        // What is verified may still be on its way into the log, from which paths are computed.
        if (last == null || size < version || log.end(chain.number()) < size) {
            return Optional.empty();
        }
        return Optional.of(new ProvenEvent(header(version), version,
                new MerkleTree(log.tree(chain.number())).inclusionProof(version - 1, size), last.head(),
                last.server()));
    }

    @Override
    int leftAbove() {
        return source.leftAbove();
    }

    /** Payloads of more bytes than that are left at the server. */
    int payloadLimit() {
        return environment.payloadLimit();
    }

    StreamVerifier verifier() {
        return verifier;
    }

    @Override
    void opened(Standing standing, RootAt from, PublicKeys server) {
        verifier.opened(standing.head(), standing.proof(), standing.from(), server);
        cleanPoint.raise(standing.cleanPoint());
    }

    /** The tree may have been set back to where the server goes on from; what was known is known. */
    @Override
    RootAt known() {
        return verifier.known();
    }

    /** Puts together what comes from where the server goes on. */
    StreamAssembler assembler() {
        long known = view.applied();
        CommitRecord open = view.isHeld() ? goingOn(known).orElse(null) : null;
        return new StreamAssembler(verifier.root().size(), known, open, payloadLimit(), uplink()::sentAs);
    }

    /** The commit in the midst of which the log ends, if that is so. */
    private Optional<CommitRecord> goingOn(long end) {
        for (long at = end; at > 0 && end - at < Bounds.EVENTS;) {
            LogItem item = log.read(chain.number(), at)
                    .orElseThrow(
                            () -> new CorruptionException("chain " + chain.name() + " has no sequence up to " + end));
            Optional<CommitRecord> last = item.beginning();
            if (last.isPresent()) {
                return last.filter(record -> record.last() > end);
            }
            at = item.first() - 1;
        }
        return Optional.empty();
    }

    @Override
    Optional<String> source() {
        return source.whole() ? Optional.of(source.fingerprint()) : Optional.empty();
    }

    @Override
    void committed(Committed answer) {
        answers().committed(answer, view.sequence());
    }

    // --- the owner's

    /** From now on commits come from there, after the sequence that the view has. */
    void follow(Feed from) {
        arrivals.clear();
        feed = from;
        origin = from.server().fingerprint();
    }

    @Override
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
            for (Arrival next = arrivals.peekFirst(); next != null && !arrives
                    && (appending == 0 || log.mayAppend()); next = arrivals.peekFirst()) {
                if (next instanceof Arrival.OfCommit(StreamedCommit commit)) {
                    verifier.check(commit);
                    if (!commit.isDone()) {
                        break; // a checker has it, and asks again when it is done
                    }
                    admitted = commit.record().time();
                }
                bytes += next.bytes();
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
            case Arrival.OfCommit(StreamedCommit commit) when view.isHeld() || commit.isLeft() ->
                    takeLeft(commit, batch);
            case Arrival.OfCommit(StreamedCommit commit) -> take(commit, batch);
            case Arrival.OfGap gap -> takeGap(gap, batch);
            case Arrival.OfKnown(long sequence, StreamedEvent event) ->
                    verifier.retrace(sequence, event, knownHash(sequence));
            case Arrival.OfLastCommits(Events.LastCommits commits) -> takeLast(commits, batch);
            case Arrival.OfCleanPoint(long to) -> {
                cleanPoint.raise(to); // the opening may have, but it noted nothing
                batch.add(cleanPoint.note());
            }
            case Arrival.OfHead(var head) -> verifier.head(head, from.server());
            case Arrival.OfLive(long sequence) -> {
                if (view.isHeld()) {
                    throw new UntrustedServerException("the server says that sequence " + sequence
                            + " is the last one, but not what is missing before");
                }
                verifier.live();
                from.whole();
                live();
            }
        }
        ReplicaSource now = source.after(origin, arrival instanceof Arrival.OfLive, payloadLimit());
        if (!now.equals(source)) {
            source = now;
            batch.add(now.note(chain.number()));
        }
        long offset = environment.serverClock().offset();
        if (ServerClockNote.isWorthNoting(notedClock, offset)) {
            notedClock = offset;
            batch.add(ServerClockNote.of(chain.number(), offset));
        }
        RootAt head = verifier.verified();
        if (!head.equals(noted)) {
            noted = head;
            from.verified();
            batch.add(VerifiedHeadNote.of(chain.number(), head));
        }
    }

    private void take(StreamedCommit commit, List<LogEntry> batch) {
        settle(commit, batch); // first: what is not there any more is not laid over the view again
        PendingCommit own = own(commit);
        Applied applied = verifier.judge(commit, batch);
        if (own != null) {
            own.confirmed(applied.record().first());
            show(applied);
        } else {
            outgoing.taking(applied.effects(), () -> show(applied));
        }
        verifier.demandExpected();
        audience.applied(applied.effects());
        noteDeleted(applied.effects());
        if (own != null) {
            outgoing.settled(own);
        }
    }

    private void noteDeleted(Effects effects) {
        if (effects.objects().stream().anyMatch(ObjectEntry::isDeleted)) {
            locks.deleted();
        }
    }

    /** Until all has come that compaction has left, readers are shown what was before. */
    private void holdView(List<LogEntry> batch) {
        if (!view.isHeld()) {
            view.hold();
            batch.add(Passage.begins(chain.number(), view.sequence()));
        }
    }

    private void takeLeft(StreamedCommit commit, List<LogEntry> batch) {
        holdView(batch);
        boolean begins = commit.first() == commit.record().first();
        if (begins) {
            settle(commit, batch);
        }
        PendingCommit own = begins ? own(commit) : null;
        Effects effects = verifier.recall(commit, batch).effects();
        if (own != null) {
            unsettled.put(own, commit.record().first());
        } else if (!unsettled.containsValue(commit.record().first())) {
            unseenOfOthers.addAll(effects.objects());
        }
        applyUnseen(effects);
        verifier.demandExpected();
    }

    private void takeGap(Arrival.OfGap gap, List<LogEntry> batch) {
        if (gap.gap() != null) {
            holdView(batch);
        }
        Effects effects = verifier.gap(gap, batch);
        if (effects != null) {
            applyUnseen(effects);
        }
    }

    private void applyUnseen(Effects effects) {
        unseen.addAll(effects.objects());
        view.apply(effects);
    }

    /** The hash of an event that is here, or null if it is not, or not yet in the log. */
    private @Nullable Hash knownHash(long sequence) {
        Event event = recent.event(sequence);
        if (event == null && log.read(chain.number(), sequence).orElse(null) instanceof LogItem.StoredEvent stored) {
            event = stored.event();
        }
        return event == null ? null : event.hash(chain.genesis().chainId());
    }

    private void takeLast(Events.LastCommits commits, List<LogEntry> batch) {
        if (!view.isHeld()) {
            return; // nothing was missed
        }
        verifier.last(commits, batch);
        if (commits.areAll()) {
            arrives = true;
            batch.add(Passage.ends(chain.number()));
        }
    }

    /** The log has all that there is: from now on the chain is as it is at the server. */
    private void arrive() {
        arrives = false;
        verifier.writersChanged();
        Effects effects = new Effects(unseen, List.of(), view.applied());
        unsettled.forEach(PendingCommit::confirmed);
        outgoing.taking(new Effects(unseenOfOthers, List.of(), view.applied()), view::release);
        unseen.clear();
        unseenOfOthers.clear();
        audience.applied(effects);
        noteDeleted(effects);
        unsettled.keySet().forEach(outgoing::settled);
        unsettled.clear();
        audience.reached(view.sequence());
    }

    /** What lies in the outbox goes from there in the write in which the log takes it in. */
    private void settle(StreamedCommit commit, List<LogEntry> batch) {
        if (outbox != null) {
            outbox.arrived(commit.record().statement(),
                    kept -> Statement.hash(chain.genesis().chainId(), kept.commit().statementBytes())
                            .equals(verifier.hash(commit)))
                    .ifPresent(batch::add);
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

    @Override
    void noteEpoch(ChainEpoch.Noted seen) {
        append(List.of(seen.note(chain.number())), 0);
    }

    private void append(List<LogEntry> batch, long bytes) {
        long end = view.applied();
        Feed from = feed;
        appending++;
        log.append(chain.shard(), 0, new LogBatch(batch), new RedoLog.Completion() {
            @Override
            public void durable() {
                owner.execute(() -> appended(end, bytes, from));
            }

            @Override
            public void failed(StoreFailedException cause) {
                owner.execute(() -> StreamedReplica.this.failed(cause));
            }
        });
    }

    private void appended(long end, long bytes, @Nullable Feed from) {
        appending--;
        if (isEnded()) {
            return;
        }
        recent.durableUpTo(end);
        if (bytes > 0) {
            grown(bytes, admitted);
        }
        try {
            verifier.durableUpTo(end);
        } catch (UntrustedServerException e) {
            failed(e);
            return;
        }
        if (arrives && appending == 0) {
            arrive();
        }
        if (from != null && from.equals(feed) && bytes > 0) {
            from.allow(bytes);
        }
        if (!arrivals.isEmpty()) {
            drain();
        }
    }

    @Override
    void failed(RuntimeException cause) {
        Feed from = feed;
        if (from != null) {
            from.failed(cause);
        } else {
            finish(cause);
        }
    }
}
