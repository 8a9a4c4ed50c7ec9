package io.ate.internal.host;

import io.ate.ChainId;
import io.ate.KeyId;
import io.ate.PublicKeys;
import io.ate.Reason;
import io.ate.StoreFailedException;
import io.ate.Trust;
import io.ate.internal.compaction.ChainCompaction;
import io.ate.internal.event.Commit;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.SignedHead;
import io.ate.internal.exchange.Exchange;
import io.ate.internal.extension.SinkSource;
import io.ate.internal.lock.LockDesk;
import io.ate.internal.lock.LockLimits;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.sequence.DurableCommit;
import io.ate.internal.sequence.LoadedChain;
import io.ate.internal.sequence.Sequencer;
import io.ate.internal.sequence.Serial;
import io.ate.internal.sequence.Tail;
import io.ate.internal.sequence.TailRoom;
import io.ate.internal.trust.CheckedCommit;
import io.ate.internal.trust.CheckedCommit.Fault;
import io.ate.internal.trust.CommitCheck;
import io.ate.internal.trust.Judge;
import io.ate.internal.trust.Rights;
import io.ate.internal.trust.Verdict;
import io.ate.internal.view.KeyEntry;
import io.ate.internal.view.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One chain that the server has open. Commits come in from connections, are checked in parallel, and are judged in the
 * order in which they came by the chain's owner, one task at a time; what is durable goes to the tail, and subscribers
 * are woken to fetch it. Thread-safe.
 */
final class HostedChain {
    /** Commits that one checker takes at a time. */
    private static final int CHECKED_TOGETHER = 32;
    /** With no more than this waiting, the owner checks them itself. */
    private static final int CHECKED_BY_OWNER = 2;
    /** So many bytes of recent commits are kept although nobody waits for them. */
    private static final long SHORT_TAIL = 64 << 10;
    /** So many bytes in centralized trust are checked sooner than another thread is woken. */
    private static final int LITTLE = 16 << 10;
    /** With no more events and conditions in each of them. */
    private static final int FEW = 64;
    /** So many bytes of commits are judged in a row; then other chains get the thread. */
    private static final int TURN = 1 << 20;
    /** So many events are published by the log's thread; more are left to the chain's owner. */
    private static final int PUBLISHED_AT_ONCE = 1024;

    private final HostEnvironment environment;
    private final StoredChain stored;
    private final View view;
    private final Sequencer sequencer;
    private final Tail tail;
    private final ChainHeads heads;
    private final StandingHead head;
    private final NamedCount names;
    private final NamedNote named;
    private final ArrivalCheck check;
    private final SinkSource source;
    private final ChainCompaction compaction;
    private final Serial owner;
    private final Exchange exchange;
    private final ChainLocks locks;
    private final ConcurrentLinkedQueue<Incoming> incoming = new ConcurrentLinkedQueue<>();
    private final Followers followers = new Followers();
    private final List<Runnable> awaitingIdle = new ArrayList<>();
    private final AtomicBoolean drainAsked = new AtomicBoolean();
    private final AtomicBoolean awaitsRoom = new AtomicBoolean();
    private final Tally tally = new Tally();
    private final Tally tallyOfAll;
    private final AtomicLong onDisk;
    private final AtomicBoolean publishAsked = new AtomicBoolean();
    /** The chain has had its turn, and another one comes. */
    private boolean resting;
    private volatile long visible;
    private volatile boolean dropped;

    /** @param fences gives a number that no lock of the store has had since it was opened */
    HostedChain(HostEnvironment environment, LoadedChain loaded, Tally tallyOfAll, TailRoom room,
            LongSupplier fences) {
        this.environment = environment;
        this.tallyOfAll = tallyOfAll;
        this.stored = loaded.stored();
        this.view = loaded.view();
        this.tail = new Tail(environment.limits().tailBytes(), room, loaded.end());
        SignedGenesis genesis = stored.genesis();
        this.owner = new Serial(environment.owners());
        this.locks = new ChainLocks(owner, surroundingsOfLocks(),
                due -> new LockDesk(environment.log().starts(), fences,
                        LockLimits.USUAL, view, this::sequencer, environment.timer(), due));
        Judge judge = new Judge(genesis.record().trust(), Judge.Role.ADMITTING, loaded.fold(), locks.fences());
        this.sequencer = new Sequencer(loaded, judge, this::published);
        this.heads = new ChainHeads(genesis.chainId(), stored.number(), environment.log(), environment.identity());
        SignedHeads signed = new SignedHeads(environment.log(), stored);
        this.head = new StandingHead(stored.name(), heads, signed, environment.clock(),
                environment.limits().headInterval());
        this.check = new ArrivalCheck(new CommitCheck(genesis.chainId(), environment.verifiers()), heads,
                () -> visible);
        this.exchange = new Exchange(genesis.chainId(), view, this::visible, environment.clock(), environment.owners());
        this.onDisk = new AtomicLong(loaded.end());
        this.visible = loaded.end();
        this.names = new NamedCount(view);
        this.named = new NamedNote(environment.log(), stored, names, environment.failed());
        this.source = environment.sinks().opened(stored, tail);
        this.compaction = new ChainCompaction(environment.log(), stored, view, environment.compaction(),
                new ChainCompaction.Surroundings(environment.clock(), environment.readers(), owner, () -> dropped,
                        environment.failed(), signed, tallyOfAll::count));
    }

    SignedGenesis genesis() {
        return stored.genesis();
    }

    ChainId id() {
        return stored.genesis().chainId();
    }

    long number() {
        return stored.number();
    }

    View view() {
        return view;
    }

    Tail tail() {
        return tail;
    }

    ChainHeads heads() {
        return heads;
    }

    /** Where those who call services of the chain meet those who serve. */
    Exchange exchange() {
        return exchange;
    }

    /** Sequence up to which subscribers may be sent events. */
    long visible() {
        return visible;
    }

    /** Rises when keys are not named any more, so that connections know when to look again who may subscribe. */
    long namesLost() {
        return names.losses();
    }

    /** The last head that was signed, or null if none was since the chain was opened. */
    @Nullable
    SignedHead head() {
        return head.get();
    }

    /** Tells whether that key is one of the chain's owners now. */
    boolean isOwnedBy(KeyId key) {
        return Rights.mayControl(view, view.zero(), Set.of(key));
    }

    /** Tells whether the chain has been dropped while it was open. */
    boolean isDropped() {
        return dropped;
    }

    /**
     * Admits nothing any more, then has {@code next} append that the chain is dropped, behind everything that was
     * admitted before; or runs {@code already} if the chain was stopped before. Waits until the log has room.
     */
    void stop(Runnable next, Runnable already) {
        owner.execute(() -> {
            if (dropped) {
                already.run();
            } else if (environment.log().mayAppend()) {
                dropped = true;
                orFail(next);
            } else {
                environment.log().whenRoom(() -> stop(next, already));
            }
        });
    }

    /** Has {@code next} run as soon as nothing waits to be judged or to become durable, and no lock is held. */
    void whenIdle(Runnable next) {
        owner.execute(() -> {
            awaitingIdle.add(next);
            orFail(this::noteNames);
            tellIfIdle();
        });
    }

    private void tellIfIdle() {
        if (!awaitingIdle.isEmpty() && incoming.isEmpty() && sequencer.waiting() == 0
                && (dropped || locks.areNone())) {
            List<Runnable> next = List.copyOf(awaitingIdle);
            awaitingIdle.clear();
            next.forEach(Runnable::run);
        }
    }

    /** Who fetches what becomes durable, and looks whether the chain is still there. */
    Followers followers() {
        return followers;
    }

    /** Takes from its log what is of no more use. */
    ChainCompaction compaction() {
        return compaction;
    }

    /** How the chain is doing. */
    HostedFacts facts() {
        return new HostedFacts(id(), followers.count(), tally.commits(), tally.bytes(), tail.weight(), locks.held(),
                locks.awaited());
    }

    /** Takes commits of one connection, in the order in which it sent them. */
    void submit(List<Incoming> commits) {
        boolean alone = incoming.isEmpty() && isLittle(commits);
        incoming.addAll(commits);
        if (alone) {
            owner.here(() -> orFail(this::drainLittle));
            return;
        }
        if (commits.size() > CHECKED_BY_OWNER) {
            for (int from = 0; from < commits.size(); from += CHECKED_TOGETHER) {
                List<Incoming> some = commits.subList(from, Math.min(commits.size(), from + CHECKED_TOGETHER));
                environment.checkers().execute(() -> {
                    for (Incoming each : some) {
                        each.check(this::check);
                        var _ = isHeard(each); // they are asked, and whoever judges looks again
                    }
                    askToDrain();
                });
            }
        }
        askToDrain();
    }

    /** Tells whether judging these costs less than waking another thread for it. */
    private boolean isLittle(List<Incoming> commits) {
        long bytes = 0;
        for (Incoming each : commits) {
            bytes += each.length();
        }
        return stored.genesis().record().trust() == Trust.CENTRALIZED && commits.size() <= CHECKED_BY_OWNER
                && bytes <= LITTLE;
    }

    /** Signs a new head if the chain has grown and the last one is old, and ends overdue calls; called now and then. */
    void tick() {
        exchange.tick();
        owner.execute(() -> {
            if (!dropped && head.renew(visible)) {
                followers.wake();
            }
            orFail(this::noteNames);
            tail.shareRoom();
        });
    }

    private void noteNames() {
        if (!dropped) {
            names.catchUp();
            named.catchUp();
        }
    }

    /** The chain goes from memory: nothing more comes to it. */
    void letGo() {
        owner.execute(() -> {
            tail.close();
            locks.close();
            compaction.letGo();
        });
    }

    /** The keys that rules of the chain name, as the log was told last. */
    Set<KeyId> named() {
        return named.named();
    }

    /** A head over at least {@code size} events; reads the log. */
    SignedHead headOver(long size) {
        return head.over(size, visible);
    }

    /** Tells whether who holds any of {@code keys} may be sent the chain's history: a rule of the chain names it. */
    boolean names(Set<KeyId> keys) {
        return names.containsAny(keys);
    }

    /** A head over exactly {@code size} events, all of them durable; reads the log. */
    SignedHead headAt(long size) {
        return head.at(size);
    }

    /** The public keys of that id as the chain knows them, or null. */
    @Nullable
    PublicKeys publicKey(KeyId id) {
        KeyEntry entry = view.publicKey(id);
        return entry == null ? null : entry.keys();
    }

    /** Hands on the sequence that no answer to a commit which has been given is behind. */
    void reached(LongConsumer told) {
        owner.here(() -> told.accept(sequencer.durable()));
    }

    // --- locks

    /** Where the chain's locks are asked for. */
    ChainLocks locks() {
        return locks;
    }

    private ChainLocks.Surroundings surroundingsOfLocks() {
        return new ChainLocks.Surroundings() {
            @Override
            public boolean isDropped() {
                return dropped;
            }

            @Override
            public void changed() {
                orFail(HostedChain.this::tellIfIdle);
            }
        };
    }

    private Sequencer sequencer() {
        return sequencer;
    }

    // --- the owner's

    private void askToDrain() {
        if (drainAsked.compareAndSet(false, true)) {
            owner.execute(() -> orFail(this::drain));
        }
    }

    /**
     * What fails in the middle of judging or publishing leaves the chain's state half changed: nothing may be built on
     * it, so the whole store counts as failed, and only opening it anew tells what exists.
     */
    private void orFail(Runnable step) {
        try {
            step.run();
        } catch (StoreFailedException e) {
            environment.failed().accept(e);
        } catch (RuntimeException e) {
            environment.failed()
                    .accept(
                            new StoreFailedException(
                                    "chain " + stored.name() + " failed while commits were judged: " + e, e));
        }
    }

    private void drain() {
        drainAsked.set(false);
        if (!resting && !drain(_ -> true, TURN)) {
            resting = true;
            environment.owners().execute(() -> owner.execute(() -> {
                resting = false;
                orFail(this::drain);
            }));
        }
    }

    /** On a thread that has other things to do: whatever may take long is left to the owner's own. */
    private void drainLittle() {
        if (!resting && !drain(this::isLittle, LITTLE)) {
            askToDrain();
        }
    }

    /**
     * Tells whether judging the commit takes next to no time: little is to be compared, nothing to be verified, and
     * nothing to be read from the log.
     */
    private boolean isLittle(Commit commit) {
        return commit.events().size() + commit.statement().conditions().size() <= FEW && commit.signatures().isEmpty()
                && check.isAtHand(commit) && sequencer.isAtHand(commit);
    }

    /**
     * Judges what has come.
     *
     * @param suited tells of a commit whether this thread may judge it
     * @param most about so many bytes of commits
     * @return false if there is more that could be judged
     */
    private boolean drain(Predicate<Commit> suited, int most) {
        boolean done = true;
        int left = most;
        List<LogEntry> batch = new ArrayList<>();
        RedoLog log = environment.log();
        Full full = Full.of(log, stored.number(), environment.limits());
        for (Incoming next = incoming.peek(); next != null; next = incoming.peek()) {
            done = left > 0 && next.checkIf(suited, this::check);
            if (!done || !isHeard(next)) {
                break; // left for later; or a checker or a validator has it, and asks again when it is done
            }
            if (!log.mayAppend()) {
                askToDrainWhenRoom();
                break;
            }
            incoming.remove();
            left -= next.length();
            judge(next, full, batch);
        }
        if (!batch.isEmpty()) {
            noteRuleChanges(batch);
            long end = sequencer.end();
            log.append(stored.shard(), 0, new LogBatch(batch), new RedoLog.Completion() {
                @Override
                public void durable() {
                    onDisk.accumulateAndGet(end, Math::max);
                    askToPublish();
                }

                @Override
                public void failed(StoreFailedException cause) {
                    environment.failed().accept(cause);
                }
            });
        }
        if (sequencer.end() == sequencer.durable()) {
            sequencer.durable(sequencer.durable());
        }
        tellIfIdle();
        return done;
    }

    /** In the same batch as the events, so that the log knows exactly whether it knows whom the rules name. */
    private void noteRuleChanges(List<LogEntry> batch) {
        for (LogEntry entry : batch.reversed()) {
            if (entry instanceof LogEntry.Append append && NamedKeys.mayChangeWith(append.events())) {
                batch.add(NamedKeys.changed(stored.number(), append.record().last()));
                return;
            }
        }
    }

    /** Also when nothing of its own waits: a thousand chains with one commit each would fill the memory, too. */
    private void askToDrainWhenRoom() {
        if (awaitsRoom.compareAndSet(false, true)) {
            environment.log().whenRoom(() -> {
                awaitsRoom.set(false);
                askToDrain();
            });
        }
    }

    private void judge(Incoming next, @Nullable Full full, List<LogEntry> batch) {
        CheckedCommit checked = next.checked();
        if (dropped) {
            sequencer.refuse(next.source(), Reason.NO_SUCH_CHAIN, "the chain was dropped");
        } else if (checked == null) {
            sequencer.refuse(next.source(), next.fault(), next.faultText());
        } else {
            if (checked.fault() instanceof Fault.UnknownSigner) {
                checked = check.check(checked.commit(), this::tentativeKey);
            }
            long now = environment.clock().getAsLong();
            sequencer.judge(checked, next.proven(), next.source(), now, batch,
                    objection(next, ClockBound.objection(checked.commit(), now), full));
        }
    }

    private static Verdict.@Nullable Refused objection(Incoming next, Verdict.@Nullable Refused clock,
            @Nullable Full full) {
        String text = next.objection();
        return text != null ? new Verdict.Refused(Reason.VALIDATOR, text, null)
                : clock != null ? clock
                : full == null ? null
                : full.refusal();
    }

    /** Tells whether the commit is checked, and the validators, if there are any, have answered. */
    private boolean isHeard(Incoming next) {
        return next.isDone() && (environment.validators().isEmpty() || next.isHeard(this::ask));
    }

    /** Nobody waits for validators: while they think, the commit keeps its place in the line of its chain. */
    private void ask(Commit commit, Consumer<Optional<String>> answer) {
        environment.validators().ask(stored.name(), id(), commit, said -> {
            answer.accept(said);
            askToDrain();
        });
    }

    private @Nullable PublicKeys tentativeKey(KeyId id) {
        KeyEntry entry = sequencer.tentative().publicKey(id);
        return entry == null ? null : entry.keys();
    }

    private void askToPublish() {
        if (publishAsked.compareAndSet(false, true)) {
            if (onDisk.get() - visible > PUBLISHED_AT_ONCE) {
                owner.execute(() -> orFail(this::publish));
            } else {
                owner.here(() -> orFail(this::publish));
            }
        }
    }

    private void publish() {
        publishAsked.set(false);
        forgetWhatAllHave();
        sequencer.durable(onDisk.get());
        if (names.isBehind() || head.isDue(sequencer.durable())) {
            owner.execute(() -> orFail(this::show)); // the log's thread, which may be this one, has others to serve
        } else {
            show();
        }
        if (!incoming.isEmpty()) {
            askToDrain();
        }
        tellIfIdle();
    }

    /** Runs {@code task} when all that was answered is shown, too. */
    void whenShown(Runnable task) {
        owner.execute(() -> {
            try {
                if (!dropped && visible < sequencer.durable()) {
                    orFail(this::show);
                }
            } finally {
                task.run();
            }
        });
    }

    /** Who may read is known before there is more to be read. */
    private void show() {
        names.catchUp();
        visible = sequencer.durable();
        if (!dropped) {
            named.rulesMayHaveChanged();
        }
        source.grown();
        if (!dropped) { // else the log may have nothing of it any more
            head.renew(visible); // before anybody is told, so that ranges end where it stands
        }
        followers.wake();
    }

    /** A long tail is for those who lag behind. */
    private void forgetWhatAllHave() {
        if (tail.weight() > SHORT_TAIL) {
            tail.forget(followers.reached(visible), SHORT_TAIL);
        }
    }

    private void published(DurableCommit commit) {
        tail.append(commit);
        tally.count(commit);
        tallyOfAll.count(commit);
        compaction.grown(commit.length(), commit.record().time());
        names.applied(commit.effects());
        named.published(commit);
        locks.published(commit.events());
    }

    // --- the checkers'

    private CheckedCommit check(Commit commit) {
        return check.check(commit, this::publicKey);
    }
}
