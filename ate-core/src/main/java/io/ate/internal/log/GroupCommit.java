package io.ate.internal.log;

import io.ate.StoreFailedException;
import io.ate.internal.log.CommitQueue.Waiting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what waits, group by group, and answers each batch in order once its group is durable. After the first failure
 * everything is answered with that failure, for good. Confined to the log's writer.
 */
final class GroupCommit {
    private final CommitQueue queue;
    private final Storage storage;
    private @Nullable StoreFailedException failure;

    GroupCommit(CommitQueue queue, Storage storage) {
        this.queue = queue;
        this.storage = storage;
    }

    /** Commits group after group until the queue is closed and empty. */
    void run() {
        for (List<Waiting> group = queue.take(); !group.isEmpty(); group = queue.take()) {
            commit(group);
        }
    }

    /** Makes this group durable, or fails; then answers. */
    void commit(List<Waiting> group) {
        if (failure == null) {
            write(group);
        }
        queue.settled(group);
        for (Waiting each : group) {
            answer(each.completion());
        }
        for (Runnable each : queue.answered(group)) {
            tell(each);
        }
    }

    private void write(List<Waiting> group) {
        try {
            storage.write(group.stream().map(Waiting::batch).toList());
        } catch (StoreFailedException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            // Whatever it was, it may have struck between write and sync: the outcome is as unknown.
            failure = new StoreFailedException("the log's writer failed: close the store and open it again", e);
        }
    }

    private void answer(RedoLog.Completion completion) {
        StoreFailedException failed = failure;
        tell(failed == null ? completion::durable : () -> completion.failed(failed));
    }

    private void tell(Runnable answer) {
        try {
            answer.run();
        } catch (RuntimeException | Error e) {
            // Nobody knows what this caller now believes. The rest must not wait for ever, nor be told more than that.
            StoreFailedException wrong = new StoreFailedException(
                    "a caller of the log failed over its answer: close the store and open it again", e);
            if (failure == null) {
                failure = wrong;
            } else {
                failure.addSuppressed(wrong);
            }
        }
    }

    /** Where groups go. */
    @FunctionalInterface
    interface Storage {
        /**
         * Returns when all of the group is durable.
         *
         * @throws StoreFailedException if nobody knows what of it is
         */
        void write(List<LogBatch> group);
    }
}
