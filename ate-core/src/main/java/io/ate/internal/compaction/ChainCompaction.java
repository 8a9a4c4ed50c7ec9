package io.ate.internal.compaction;

import io.ate.StoreDamagedException;
import io.ate.StoreFailedException;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.view.View;
import java.util.List;
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

    private final RedoLog log;
    private final StoredChain chain;
    private final View view;
    private final CompactionRules rules;
    private final Surroundings surroundings;
    private final CleanPoint cleanPoint;
    private final Growth growth;
    private final AdmissionClock admissions;
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
     */
    public record Surroundings(LongSupplier clock, Executor readers, Executor owner, BooleanSupplier ended,
            Consumer<StoreFailedException> failed, Provable provable) {
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

    /** Tells whether a pass is to begin now; if so, {@link #run} has to follow. */
    public boolean begins() {
        try {
            return growth.begins(surroundings.now());
        } catch (StoreDamagedException e) {
            LOG.warn("chain {} is not compacted: {}", chain.name(), e.getMessage());
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
                    giveUp();
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
                giveUp();
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
            LogEntry noted = growth.ended(surroundings.now(), compaction.left());
            surroundings.owner.execute(() -> append(List.of(noted), done));
        }

        private void giveUp() {
            growth.givenUp();
            done.run();
        }

        /** Of the owner's. */
        private void append(List<LogEntry> entries, Runnable then) {
            if (surroundings.isEnded()) {
                giveUp();
            } else if (!log.mayAppend()) {
                log.whenRoom(() -> surroundings.owner.execute(() -> append(entries, then)));
            } else {
                try {
                    log.append(chain.shard(), 0, new LogBatch(entries), new Appended(then));
                } catch (IllegalStateException e) {
                    if (!surroundings.isEnded()) { // else the log was closed together with the chain
                        throw e;
                    }
                    giveUp();
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
