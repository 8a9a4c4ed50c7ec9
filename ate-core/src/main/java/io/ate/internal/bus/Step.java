package io.ate.internal.bus;

import io.ate.Chain;
import io.ate.Change;
import io.ate.Dio;
import io.ate.Follower;

/**
 * What a follower does for one change, as one commit: acts on it, and moves the checkpoint behind it. If the checkpoint
 * is not where it is expected to be, somebody else has acted, and this does nothing. Immutable.
 *
 * @param expected where the checkpoint is left by the change before
 * @param next where this change leaves it
 */
public record Step<T>(NamedCheckpoint checkpoint, Change<T> change, Reached expected, Reached next,
        Follower<T> follower)
        implements Chain.Body<Reached, Exception> {

    /** Gives where the checkpoint stands afterwards. */
    @Override
    public Reached run(Dio dio) throws Exception {
        Reached found = checkpoint.reached(dio);
        if (!found.equals(expected)) {
            return found;
        }
        follower.on(dio, change);
        checkpoint.move(dio, next);
        return next;
    }
}
