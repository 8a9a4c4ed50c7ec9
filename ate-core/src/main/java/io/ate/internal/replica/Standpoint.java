package io.ate.internal.replica;

import io.ate.CommitId;
import io.ate.PrimaryKey;
import io.ate.internal.event.Condition;
import io.ate.internal.event.Event;
import io.ate.internal.event.WriterId;
import io.ate.internal.view.ChainState;
import io.ate.internal.view.ObjectEntry;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A chain as one unit of work reads it: one confirmed state, with the client's own unanswered commits of that moment
 * laid over it. Entries of the latter have negative versions. May be read by one thread at a time.
 */
public interface Standpoint extends ChainState, AutoCloseable {

    /** The confirmed sequence under it: the basis of a commit that is made from here. */
    long sequence();

    /** The live children of {@code parent} (zero: of the chain) in {@code collection} (empty at the top), in order. */
    default void children(PrimaryKey parent, String collection, Consumer<ObjectEntry> each) {
        children(parent, collection, 0, entry -> {
            each.accept(entry);
            return true;
        });
    }

    /**
     * The live children behind the one that was placed at {@code after} (0: all of them), in order, until {@code each}
     * wants no more; that place is found without going through what is before it.
     *
     * @param after what {@link ObjectEntry#placed()} of a child was here; it need not be here any more
     * @return whether {@code each} wanted more to the end
     */
    boolean children(PrimaryKey parent, String collection, long after, Predicate<ObjectEntry> each);

    /** How many live children {@code parent} has in {@code collection}. */
    long count(PrimaryKey parent, String collection);

    /** The last of these children that is {@code wanted}, or null if none is. */
    @Nullable
    ObjectEntry lastChild(PrimaryKey parent, String collection, Predicate<ObjectEntry> wanted);

    /**
     * The names of the collections in which {@code parent} (zero: the chain, whose one name is empty) may have
     * children.
     */
    List<String> collections(PrimaryKey parent);

    /**
     * The event that carries the present value of {@code entry}, with its payload.
     *
     * @throws io.ate.CorruptionException if it is damaged where it is kept
     * @throws io.ate.ChainUnavailableException if it has to be fetched and does not come before the deadline
     */
    Event value(ObjectEntry entry, Deadline deadline) throws InterruptedException;

    /**
     * The event that carries the present value of {@code entry}, without its payload where the replica does not have
     * that.
     *
     * @throws io.ate.CorruptionException if it is damaged where it is kept
     */
    Event header(ObjectEntry entry);

    /**
     * The condition that {@code entry}, as it was read from here, is unchanged: its version, or the commit that gives
     * it one.
     *
     * @param writer of the commit that asks for it
     */
    Condition unchanged(ObjectEntry entry, WriterId writer);

    /**
     * The condition of who changes the object, as it was read from here, and asks for nothing but that this comes after
     * what own commits have made of it, their deletions too: that the one which did so last is admitted, as long as it
     * has no answer.
     */
    default Condition following(PrimaryKey object, WriterId writer) {
        return new Condition.None();
    }

    /**
     * The condition of who puts something below the object, and means the one that is seen from here: that the own
     * commit which began it is admitted, as long as that has no answer. Only what has a name may be begun by others
     * instead.
     */
    default Condition begunBy(PrimaryKey object, WriterId writer) {
        return new Condition.None();
    }

    /**
     * Tells whether all that this program has written before is seen from here, or is in the chain: false while some of
     * it is being drawn up anew.
     */
    default boolean isWhole() {
        return true;
    }

    /**
     * Tells whether what is made from here comes after that commit of this program's: it is seen from here, or has been
     * admitted by now. May be asked of a closed standpoint, too, and from any thread.
     */
    boolean isBehind(CommitId own);

    @Override
    void close();
}
