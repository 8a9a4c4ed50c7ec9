package io.ate.internal.queue;

import io.ate.Chain;
import io.ate.CorruptionException;
import io.ate.Dao;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.Field;
import io.ate.IncompatibleValueException;
import io.ate.NoReadAuthorityException;
import io.ate.Type;
import io.ate.WorkQueue;
import io.ate.WorkQueue.Failure;
import io.ate.internal.bus.ToldFailure;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Counts in the chain how often an item has failed, and takes it out of the way when that is too often. Immutable and
 * thread-safe.
 *
 * @param aside the name of the collection that it goes to
 * @param clock of whoever runs the worker
 */
record Failures(Chain chain, DaoRef<?> owner, String aside, InstantSource clock) {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /**
     * One more failure of the item.
     *
     * @param most with so many it is given up
     * @return how many there are now; 0 if the item is not there any more
     */
    int count(DaoRef<?> item, Throwable failure, int most) {
        ToldFailure told = ToldFailure.of(failure);
        Failure counted = new Failure(told.error(), told.message(), clock.instant());
        return chain.commit(dio -> count(dio, item, counted, most));
    }

    private int count(Dio dio, DaoRef<?> item, Failure told, int most) {
        // As a tree: what this program cannot decode is taken out of the way, too, and nothing of it is lost.
        Optional<Dao<JsonNode>> found = dio.find(item.key());
        if (found.isEmpty()) {
            return 0;
        }
        Dao<JsonNode> failed = found.get();
        int failures = Math.toIntExact(failed.in(WorkQueue.FAILURES).size()) + 1;
        if (failures < most) {
            failed.in(WorkQueue.FAILURES).add(told);
            return failures;
        }
        Field.Vec<JsonNode> field = Field.vec(aside, Type.tree(failed.typeName()));
        Dao<JsonNode> givenUp = dio.load(owner).in(field).add(failed.value(), failed.rules());
        earlier(dio, failed).forEach(each -> givenUp.in(WorkQueue.FAILURES).add(each));
        givenUp.in(WorkQueue.FAILURES).add(told);
        failed.delete();
        return failures;
    }

    /** What is told of the item already. What is none of it, or cannot be read, does not keep the item where it is. */
    private static List<Failure> earlier(Dio dio, Dao<JsonNode> failed) {
        List<Failure> told = new ArrayList<>();
        failed.in(WorkQueue.FAILURES).refs().forEach(each -> {
            try {
                told.add(dio.load(each).value());
            } catch (IncompatibleValueException | CorruptionException | NoReadAuthorityException unreadable) {
                LOG.warn("{} is no failure of item {} that could be kept: {}", each, failed.key(),
                        unreadable.getMessage());
            }
        });
        return told;
    }
}
