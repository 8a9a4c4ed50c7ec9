package io.ate.internal.compaction;

import io.ate.AteException;
import io.ate.StoreDamagedException;
import io.ate.StoreFailedException;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.view.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts a chain that is open, when it is due: at a server or in a replica. What is read is read by threads that may
 * wait for the disk, what is appended is appended by the chain's owner, in turn with its commits; between any two steps
 * others have their turn. Thread-safe.
 */
public final class ChainCompaction {
    private static final Logger LOG = LoggerFactory.getLogger(ChainCompaction.class);
    /** With a smaller part of a chain gone its files are not written anew: that would be over and over. */
    private static final int WORTHWHILE = 20;
    private static final String ENDED = "it was dropped, or closed, meanwhile";

    private final RedoLog log;
    private final StoredChain chain;
    private final View view;
    private final CompactionRules rules;
    private final Surroundings surroundings;
    private final CleanPoint cleanPoint;
    private final Growth growth;
    private final AdmissionClock admissions;
    /** Who waits for the end of a pass that has not begun. */
    private final Queue<CompletableFuture<LastPass>> asking = new ConcurrentLinkedQueue<>();
    /** Bytes that passes have taken since files were written anew. Of the pass that is under way. */
    private long unreclaimed;

    /**
     * Where a chain is compacted.
     *
     * @param clock milliseconds since 1970
     * @param readers run what reads the log
     * @param owner runs what changes the chain, one task at a time
     * @param ended tells whether the chain was dropped, or closed, so that nothing is to be appended any more
     * @param failed is told that the log has failed
     * @param provable which sizes of the chain's tree are to stay provable
     * @param passed is told what each pass came to that has come to its end
     */
    public record Surroundings(LongSupplier clock, Executor readers, Executor owner, BooleanSupplier ended,
            Consumer<StoreFailedException> failed, Provable provable, Consumer<LastPass> passed) {
        private long now() {
            return clock.getAsLong();
        }

        private boolean isEnded() {
            return ended.getAsBoolean();
        }
    }

    /** @param view of the chain, which the owner changes ahead of the log, or behind it */
    public ChainCompaction(RedoLog log, StoredChain chain, View view, CompactionRules rules,
            Surroundings surroundings) {
        this.log = log;
        this.chain = chain;
        this.view = view;
        this.rules = rules;
        this.surroundings = surroundings;
        this.cleanPoint = CleanPoint.of(log, chain);
        this.growth = new Growth(rules, log, chain);
        this.admissions = new AdmissionClock(surroundings.clock());
    }

    /** Up to where superseded values may be gone. */
    public CleanPoint cleanPoint() {
        return cleanPoint;
    }

    /**
     * So many bytes have become durable.
     *
     * @param admitted the time of the last commit among them, in milliseconds since 1970
     */
    public void grown(long bytes, long admitted) {
        growth.by(bytes);
        admissions.admitted(admitted);
    }

    /**
     * Asks for a pass, whatever the rules say of when; it {@linkplain #begins} with the next turn of this chain.
     *
     * @return completes with what it came to, or with why it did not come to its end
     */
    public CompletableFuture<LastPass> ask() {
        CompletableFuture<LastPass> asked = new CompletableFuture<>();
        asking.add(asked);
        growth.ask();
        if (surroundings.isEnded()) {
            letGo();
        }
        return asked;
    }

    /** There are no more passes: who waits for one is told. */
    public void letGo() {
        refuse(takeAsking(), ENDED);
    }

    private List<CompletableFuture<LastPass>> takeAsking() {
        List<CompletableFuture<LastPass>> taken = new ArrayList<>();
        for (CompletableFuture<LastPass> each = asking.poll(); each != null; each = asking.poll()) {
            taken.add(each);
        }
        return taken;
    }

    private void refuse(List<CompletableFuture<LastPass>> asked, String why) {
        asked.forEach(each -> each.completeExceptionally(
                new AteException("chain " + chain.name() + " was not compacted to its end: " + why)));
    }

    /** Tells whether a pass is to begin now; if so, {@link #run} has to follow. */
    public boolean begins() {
        try {
            return growth.begins(surroundings.now());
        } catch (StoreDamagedException e) {
            LOG.warn("chain {} is not compacted: {}", chain.name(), e.getMessage());
            refuse(takeAsking(), String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** Runs a pass; {@code done} is run at its end, however it ends, on any thread. */
    public void run(Runnable done) {
        new Pass(done).next();
    }

    /** One pass on its way. */
    private final class Pass {
        private final Compaction compaction;
        private final Runnable done;
        private final List<CompletableFuture<LastPass>> asked = takeAsking();

        Pass(Runnable done) {
            this.compaction = new Compaction(log, chain, view, cleanPoint, rules, admissions.now(),
                    surroundings.provable);
            this.done = done;
        }

        void next() {
            surroundings.readers.execute(this::step);
        }

        private void step() {
            try {
                if (surroundings.isEnded()) {
                    giveUp(ENDED);
                } else if (compaction.isDone()) {
                    end();
                } else {
                    List<LogEntry> entries = compaction.step();
                    if (entries.isEmpty()) {
                        next();
                    } else {
                        surroundings.owner.execute(() -> append(entries, this::next));
                    }
                }
            } catch (RuntimeException e) { // what was removed is removed, and all else is as it was
                if (!surroundings.isEnded()) { // else the log was closed together with the chain
                    LOG.warn("chain {} could not be compacted to its end: {}", chain.name(), e.getMessage());
                }
                giveUp(String.valueOf(e.getMessage()));
            }
        }

        /** The room is given back before it is measured. */
        private void end() {
            if (compaction.values() > 0) {
                unreclaimed += compaction.bytes();
                if (unreclaimed >= log.approximateSize(chain.number()) / WORTHWHILE) {
                    log.reclaim(chain.number());
                    unreclaimed = 0;
                }
                LOG.info("chain {} was compacted: {} old values with {} bytes are gone", chain.name(),
                        compaction.values(), compaction.bytes());
            }
            LastPass pass = growth.ended(surroundings.now(), compaction.left());
            surroundings.owner.execute(() -> append(List.of(pass.note(chain)), () -> {
                surroundings.passed.accept(pass);
                done.run();
                asked.forEach(each -> each.complete(pass));
            }));
        }

        private void giveUp(String why) {
            growth.givenUp();
            done.run();
            refuse(asked, why);
        }

        /** Of the owner's. */
        private void append(List<LogEntry> entries, Runnable then) {
            if (surroundings.isEnded()) {
                giveUp(ENDED);
            } else if (!log.mayAppend()) {
                log.whenRoom(() -> surroundings.owner.execute(() -> append(entries, then)));
            } else {
                try {
                    log.append(chain.shard(), 0, new LogBatch(entries), new Appended(then));
                } catch (IllegalStateException e) {
                    if (!surroundings.isEnded()) { // else the log was closed together with the chain
                        throw e;
                    }
                    giveUp(ENDED);
                }
            }
        }
    }

    /** What follows when a batch is durable. */
    private final class Appended implements RedoLog.Completion {
        private final Runnable then;

        Appended(Runnable then) {
            this.then = then;
        }

        @Override
        public void durable() {
            then.run();
        }

        @Override
        public void failed(StoreFailedException cause) {
            surroundings.failed.accept(cause);
        }
    }
}
