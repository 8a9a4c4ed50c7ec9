package io.ate.internal.host;

import io.ate.StoreDamagedException;
import io.ate.StoreFailedException;
import io.ate.internal.compaction.CleanPoint;
import io.ate.internal.compaction.Compaction;
import io.ate.internal.compaction.Growth;
import io.ate.internal.log.LogBatch;
import io.ate.internal.log.LogEntry;
import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.view.View;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts a chain that the server has open, when it is due. What is read is read by the environment's readers, what is
 * appended is appended by the chain's owner, in turn with its commits; between any two steps others have their turn.
 * Thread-safe.
 */
final class ChainCompaction {
    private static final Logger LOG = LoggerFactory.getLogger(ChainCompaction.class);

    private final HostEnvironment environment;
    private final StoredChain stored;
    private final View view;
    private final Executor owner;
    private final BooleanSupplier ended;
    private final CleanPoint cleanPoint;
    private final Growth growth;

    /**
     * @param owner runs what belongs to the chain, one task at a time
     * @param ended tells whether the chain was dropped, so that nothing is to be appended any more
     */
    ChainCompaction(HostEnvironment environment, StoredChain stored, View view, Executor owner, BooleanSupplier ended) {
        this.environment = environment;
        this.stored = stored;
        this.view = view;
        this.owner = owner;
        this.ended = ended;
        this.cleanPoint = CleanPoint.of(environment.log(), stored);
        this.growth = new Growth(environment.compaction(), environment.log(), stored);
    }

    /** Up to where superseded values may be gone. */
    long cleanPoint() {
        return cleanPoint.sequence();
    }

    /** So many bytes have become durable. */
    void grown(long bytes) {
        growth.by(bytes);
    }

    /** Tells whether a pass is to begin now; if so, {@link #run} has to follow. */
    boolean begins() {
        try {
            return growth.begins(environment.clock().getAsLong());
        } catch (StoreDamagedException e) {
            LOG.warn("chain {} is not compacted: {}", stored.name(), e.getMessage());
            return false;
        }
    }

    /** Runs a pass; {@code done} is run at its end, however it ends, on any thread. */
    void run(Runnable done) {
        new Pass(done).next();
    }

    /** One pass on its way. */
    private final class Pass {
        private final Compaction compaction = new Compaction(environment.log(), stored, view, cleanPoint,
                environment.compactors());
        private final Runnable done;

        Pass(Runnable done) {
            this.done = done;
        }

        void next() {
            environment.readers().execute(this::step);
        }

        private void step() {
            try {
                if (ended.getAsBoolean()) {
                    giveUp();
                } else if (compaction.isDone()) {
                    end();
                } else {
                    List<LogEntry> entries = compaction.step();
                    if (entries.isEmpty()) {
                        next();
                    } else {
                        owner.execute(() -> append(entries, this::next));
                    }
                }
            } catch (RuntimeException e) { // reading failed: what was removed is removed, and all else is as it was
                LOG.warn("chain {} could not be compacted to its end: {}", stored.name(), e.getMessage());
                giveUp();
            }
        }

        /** The room is given back before it is measured. */
        private void end() {
            if (compaction.values() > 0) {
                environment.log().reclaim(stored.number());
            }
            LOG.info("chain {} was compacted: {} old values with {} bytes are gone", stored.name(),
                    compaction.values(), compaction.bytes());
            LogEntry noted = growth.ended(environment.clock().getAsLong());
            owner.execute(() -> append(List.of(noted), done));
        }

        private void giveUp() {
            growth.givenUp();
            done.run();
        }

        /** Of the owner's. */
        private void append(List<LogEntry> entries, Runnable then) {
            RedoLog log = environment.log();
            if (ended.getAsBoolean()) {
                giveUp();
            } else if (!log.mayAppend()) {
                log.whenRoom(() -> owner.execute(() -> append(entries, then)));
            } else {
                log.append(stored.shard(), 0, new LogBatch(entries), new RedoLog.Completion() {
                    @Override
                    public void durable() {
                        then.run();
                    }

                    @Override
                    public void failed(StoreFailedException cause) {
                        environment.failed().accept(cause);
                    }
                });
            }
        }
    }
}
