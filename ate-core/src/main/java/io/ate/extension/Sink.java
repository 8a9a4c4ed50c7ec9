package io.ate.extension;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.Position;

/**
 * Is told of what becomes durable at a server: to count, to index, to have it copied elsewhere. One thread of its own
 * calls it, as long as the server runs, and nothing waits for it: it reads the log at its own pace, and a slow one
 * costs nobody anything.
 *
 * <p>
 * Of each chain it is told every commit, in order. What it throws is logged, and it is told the same commit again,
 * after 100 milliseconds at first and then after up to 30 seconds; meanwhile it is told of other chains. It is never
 * told of a later commit before it has taken the one before.
 *
 * <p>
 * Where it goes on after the server was started anew is its own business: it may keep {@link StoredCommit#last} with
 * what it makes of the commits, and give that back from {@link #from}. Closing the server tells it the rest, within the
 * time of grace, and interrupts it then. It is not called any more when {@code AteServer.close} has returned.
 */
@FunctionalInterface
public interface Sink {
    /**
     * Behind which sequence it is to be told of that chain. Asked once a chain, before its first commit is told. {@link
     * Position#NOW} is where the chain stood when the server was started, and the beginning of a chain that was created
     * since. A sequence in the middle of a commit stands for the end of the commit before.
     */
    default Position from(ChainName chain, ChainId id) {
        return Position.NOW;
    }

    /**
     * Takes a commit.
     *
     * @throws Exception if it cannot be taken now
     */
    void stored(StoredCommit commit) throws Exception;

    /**
     * Takes notice that commits are damaged in the server's store, so that it cannot be told of them. Does nothing
     * unless it is written otherwise.
     *
     * @param first the first sequence of these commits
     * @param last the last one
     * @throws Exception if that cannot be taken now
     */
    default void lost(ChainName chain, ChainId id, long first, long last) throws Exception {
        // for those who want to know
    }
}
